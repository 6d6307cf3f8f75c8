package io.github.resshift.train;

import io.github.resshift.Internal;

/** Seeds that are functions of the run's seed and the iteration. Stateless. */
@Internal
public final class Seeds {
  private Seeds() {}

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood 2014): neighbours become unrelated seeds.
   */
  public static long mix(long seed, long iteration) {
    long z = seed + iteration * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (z ^ (z >>> 31)) & Long.MAX_VALUE;
  }
}
