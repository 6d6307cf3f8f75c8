package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;

/** A closed interval of numbers that a recipe draws from. */
public record Range(double low, double high) {
  /** Refuses an empty or non-finite interval. */
  public Range {
    if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
      throw new ResShiftException(
          "A range must be two finite numbers with the smaller one first, not ["
              + low
              + ", "
              + high
              + "].");
    }
  }

  /** The interval that holds one value. */
  public static Range of(double value) {
    return new Range(value, value);
  }

  /** The point at a fraction of the way from low to high. */
  public double at(double fraction) {
    return fraction * (high - low) + low;
  }
}
