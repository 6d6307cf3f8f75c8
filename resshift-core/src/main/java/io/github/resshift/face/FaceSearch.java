package io.github.resshift.face;

import io.github.resshift.ResShiftException;

/**
 * Which faces are looked for.
 *
 * @param smallest height of the smallest faces in pixels, at least 12; half of it takes two to four
 *     times as long
 * @param confidence least confidence of a face, 0 to 1
 */
public record FaceSearch(int smallest, double confidence) {
  /** Side of the first network's windows: smaller faces would have to be enlarged. */
  public static final int LEAST = 12;

  /** What is right for most photographs. */
  public static final FaceSearch STANDARD = new FaceSearch(24, 0.9);

  /** Checks the ranges. */
  public FaceSearch {
    if (smallest < LEAST) {
      throw new ResShiftException(
          "Faces of fewer than " + LEAST + " pixels cannot be found; " + smallest + " is too few.");
    }
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new ResShiftException("A confidence is a number from 0 to 1, not " + confidence + ".");
    }
  }
}
