package io.github.resshift.diffusion;

import org.bytedeco.pytorch.Tensor;

/** Standard normal fields for the chain. */
@FunctionalInterface
public interface NoiseSource {
  /** The index under which the noise of the starting point x_T is drawn. */
  int PRIOR = -1;

  /**
   * The noise of one draw; the same arguments always give the same values.
   *
   * @param step {@link #PRIOR}, or the original number of the step that is being made
   * @param shape [N, C, h, w]
   * @return float32 on the CPU
   */
  Tensor draw(int step, long[] shape);
}
