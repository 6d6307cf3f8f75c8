package io.github.resshift.degrade;

import io.github.resshift.config.Canonical;
import org.bytedeco.pytorch.Tensor;

/** Makes training pairs from clean pictures; implementations are immutable and thread-safe. */
public interface Degradation {
  /** By how much the result is smaller than the clean picture. */
  int scale();

  /** Whether pairs come with the mask of their holes. */
  default boolean masked() {
    return false;
  }

  /** All settings as {@link Canonical} understands them. */
  Object settings();

  /** All settings as {@link Canonical} text, for records of how data were made. */
  default String describe() {
    return Canonical.text(settings());
  }

  /** What {@link #describe} said before it was canonical, for comparing with old checkpoints. */
  String describedFormerly();

  /**
   * Degrades pictures; the samples of one call may share decisions, as the published training does.
   *
   * @param gt float32 CPU [N, 3, H, W] in [0, 1], sides that divide by {@link #scale}
   * @param draws the source of every random decision
   * @return the pair; {@code gt} in it differs from the argument where the recipe sharpens
   */
  Pair degrade(Tensor gt, Draws draws);
}
