package io.github.resshift.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The arithmetic of the networks. Noise, schedule and the chain's own sums are float32 in all of
 * them.
 */
public enum Precision {
  /** float32 everywhere. */
  FP32(ScalarType.Float, ScalarType.Float),
  /**
   * bfloat16 in the decoder of a first stage; float32 in all that leads to the search for codes,
   * where rounding becomes another code.
   */
  MIXED(ScalarType.Float, ScalarType.BFloat16),
  /** bfloat16 weights and activations in the networks. */
  BF16(ScalarType.BFloat16, ScalarType.BFloat16);

  private final ScalarType dtype;
  private final ScalarType decoderDtype;

  Precision(ScalarType dtype, ScalarType decoderDtype) {
    this.dtype = dtype;
    this.decoderDtype = decoderDtype;
  }

  /** The element type of weights and activations of the decoder. */
  public ScalarType decoderDtype() {
    return decoderDtype;
  }

  /** The element type of weights and activations of the denoiser and the encoder. */
  public ScalarType dtype() {
    return dtype;
  }
}
