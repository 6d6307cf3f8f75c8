package io.github.resshift.engine.tile;

import io.github.resshift.engine.LoadedModel;

/**
 * How a picture is cut.
 *
 * @param alone whether each tile runs its chain alone and finished tiles are averaged with equal
 *     weights, as in the published tool; else tiles agree in every step
 * @param height greatest height of a tile in low-quality pixels
 * @param width greatest width of a tile in low-quality pixels
 * @param overlap low-quality pixels that neighbouring tiles share, less than height and width
 */
public record TileCut(boolean alone, int height, int width, int overlap) {
  /**
   * Tiles of local networks that share this much differ from whole pictures by less than is seen.
   */
  private static final int LOCAL_OVERLAP = 32;

  /** Checks ranges. */
  public TileCut {
    if (overlap < 0 || overlap >= Math.min(height, width)) {
      throw new IllegalArgumentException(
          "a tile needs 0 <= overlap < its sides, not %dx%d and overlap %d"
              .formatted(width, height, overlap));
    }
  }

  /** Square tiles. */
  public TileCut(boolean alone, int size, int overlap) {
    this(alone, size, size, overlap);
  }

  /**
   * A good tile in low-quality pixels. Autoencoders keep many channels at full resolution, so their
   * tiles are smaller; networks that are local need few values a position, and a guide makes
   * overlaps dear, so theirs are larger. All choices need less than about 1 GB.
   */
  public static int usualSide(LoadedModel model) {
    int pixels =
        model.description().network().local() ? 2048 : model.localFirstStage() ? 1024 : 512;
    int offset = model.description().paddingOffset();
    return Math.max(offset, pixels / model.description().scale() / offset * offset);
  }

  /** Low-quality pixels that neighbouring tiles share where nobody says how many. */
  public static int usualOverlap(LoadedModel model, int tileHeight, int tileWidth) {
    int least = Math.min(tileHeight, tileWidth);
    return model.description().network().local() ? Math.min(LOCAL_OVERLAP, least / 2) : least / 8;
  }

  /** The same with another overlap. */
  public TileCut overlapping(int pixels) {
    return new TileCut(alone, height, width, pixels);
  }
}
