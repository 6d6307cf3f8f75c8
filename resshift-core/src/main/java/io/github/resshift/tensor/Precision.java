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
   * bfloat16 in the decoder of a first stage, in the finer levels of its encoder and in the
   * products of the encoder's attention; float32 in the denoiser and in the rest of the encoder,
   * whose rounding becomes other codes.
   */
  MIXED(ScalarType.Float, ScalarType.BFloat16),
  /** bfloat16 weights and activations in the networks. */
  BF16(ScalarType.BFloat16, ScalarType.BFloat16),
  /**
   * The dense blocks of a guide and of a trunk on it with products of bytes ({@link
   * ByteConvolution}), all else in bfloat16 where that is native and in float32 elsewhere.
   */
  INT8(ProcessorFeatures.nativeBf16() ? ScalarType.BFloat16 : ScalarType.Float, ScalarType.Float);

  private final ScalarType dtype;
  private final ScalarType stageDtype;

  Precision(ScalarType dtype, ScalarType stageDtype) {
    this.dtype = dtype;
    this.stageDtype = stageDtype;
  }

  /** The element type of the large parts of a first stage. */
  public ScalarType stageDtype() {
    return stageDtype;
  }

  /** The element type of weights and activations of all else. */
  public ScalarType dtype() {
    return dtype;
  }
}
