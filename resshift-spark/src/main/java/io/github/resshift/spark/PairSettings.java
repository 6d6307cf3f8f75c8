package io.github.resshift.spark;

import io.github.resshift.degrade.PairMaker;
import io.github.resshift.degrade.Recipe;
import io.github.resshift.jobs.batch.UsageException;
import java.io.Serializable;

/**
 * How pairs are made.
 *
 * @param recipe a name, or the file of a training configuration, which every machine must have
 * @param scale how many times smaller damaged pictures are
 * @param record whether all decisions are written, too
 */
record PairSettings(String recipe, int scale, long seed, boolean record) implements Serializable {
  /**
   * Settings as the user says them.
   *
   * @param scale null for that of the recipe
   * @throws UsageException with one sentence if they make no sense
   */
  static PairSettings of(String recipe, Integer scale, long seed, boolean record) {
    if (scale != null && (scale < 1 || scale > Recipe.MAX_SCALE)) {
      throw new UsageException(
          "--scale must be from 1 to " + Recipe.MAX_SCALE + ", not " + scale + ".");
    }
    try {
      return new PairSettings(recipe, Recipe.of(recipe).scale(scale), seed, record);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  PairMaker maker() {
    return new PairMaker(Recipe.of(recipe), scale);
  }
}
