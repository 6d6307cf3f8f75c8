package io.github.resshift.train.optimiser;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.config.Canonical;

/**
 * The learning rate of each iteration (docs/method.md sections 8 and 9, item 14): the rate is set
 * after an iteration, so iteration 1 runs at the full rate and iteration i + 1 at the value that
 * belongs to i.
 *
 * @param base full rate, positive
 * @param minimum where the cosine ends
 * @param shape what follows the warm-up
 * @param warmup iterations of linear warm-up, {@code base * i / warmup}
 * @param total iterations of the whole training; where the cosine ends
 */
public record LearningRate(double base, double minimum, Shape shape, long warmup, long total) {
  /** What follows the warm-up. */
  public enum Shape {
    /** The full rate. */
    CONSTANT,
    /** Half a cosine from the full rate to the minimum. */
    COSINE
  }

  /** Checks ranges. */
  public LearningRate {
    if (!(base > 0) || minimum < 0 || minimum > base) {
      throw new IllegalArgumentException(
          "the learning rate needs 0 <= lr_min <= lr and lr > 0, not lr "
              + base
              + " and lr_min "
              + minimum);
    }
    if (warmup < 0 || total < 1) {
      throw new IllegalArgumentException(
          "warmup_iterations must not be negative and iterations must be positive, not "
              + warmup
              + " and "
              + total);
    }
  }

  /** What checkpoints record: all but the length of the run, which may change on the way. */
  public String text() {
    ObjectNode settings = (ObjectNode) Canonical.node(this);
    settings.remove("total");
    return settings.toString();
  }

  /** The rate at which iteration {@code iteration} (from 1) runs. */
  public double at(long iteration) {
    return iteration <= 1 ? base : after(iteration - 1);
  }

  private double after(long done) {
    if (done <= warmup) {
      return base * done / warmup;
    }
    if (shape == Shape.CONSTANT) {
      return base;
    }
    double share = Math.min(1, (double) (done - warmup) / Math.max(1, total - warmup));
    return minimum + 0.5 * (base - minimum) * (1 + Math.cos(Math.PI * share));
  }
}
