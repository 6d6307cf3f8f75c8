package io.github.resshift.spark;

import java.io.Serializable;

/**
 * A picture that is to be restored.
 *
 * @param target the result below the output folder
 * @param pixels by its header, or {@link Look#UNREADABLE}
 * @param begun whether a run that was cut off had chosen the target, and a file is there now
 */
record Item(Source source, String target, long pixels, boolean begun) implements Serializable {
  /** Work beside the pixels: opening, writing, and the network's least. */
  private static final long LEAST = 4096;

  /** How much work it is, next to others. */
  long cost() {
    return pixels + LEAST;
  }
}
