package io.github.resshift.degrade;

/**
 * The mixing function of SplitMix64 (Steele, Lea, Flood 2014): turns counters into random numbers.
 */
public final class Mixing {
  static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mixing() {}

  /** A well mixed 64-bit number; a bijection of its argument. */
  public static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number in [0, 1) from the upper 53 bits. */
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }
}
