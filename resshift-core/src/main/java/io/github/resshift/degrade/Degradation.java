package io.github.resshift.degrade;

import org.bytedeco.pytorch.Tensor;

/** Makes training pairs from clean pictures; implementations are immutable and thread-safe. */
public interface Degradation {
  /** By how much the result is smaller than the clean picture. */
  int scale();

  /** All settings in one line, for records of how data were made. */
  String describe();

  /**
   * Degrades pictures; the samples of one call may share decisions, as the published training does.
   *
   * @param gt float32 CPU [N, 3, H, W] in [0, 1], sides that divide by {@link #scale}
   * @param draws the source of every random decision
   * @return the pair; {@code gt} in it differs from the argument where the recipe sharpens
   */
  Pair degrade(Tensor gt, Draws draws);
}
