package io.github.resshift.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The arithmetic of the networks. Noise, schedule and the chain's own sums are float32 in all of
 * them.
 */
public enum Precision {
  /** float32 everywhere. */
  FP32(ScalarType.Float),
  /** bfloat16 weights and activations in the networks. */
  BF16(ScalarType.BFloat16);

  private final ScalarType dtype;

  Precision(ScalarType dtype) {
    this.dtype = dtype;
  }

  /** The element type of weights and activations. */
  public ScalarType dtype() {
    return dtype;
  }
}
