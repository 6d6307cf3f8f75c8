package io.github.resshift.image;

import io.github.resshift.image.PictureSequence.Kind;
import java.util.Optional;

/**
 * What a file says about its pictures before anything is decoded.
 *
 * @param width pixels of the first one when it is upright
 * @param height pixels of the first one when it is upright
 * @param kind what several pictures are to each other; empty for a single one
 * @param count how many there are, at least 1
 */
public record PictureHeader(int width, int height, Optional<Kind> kind, int count) {
  /** Of a single picture that is stored in a certain orientation. */
  static PictureHeader still(int width, int height, int orientation) {
    return Orientation.turned(orientation)
        ? new PictureHeader(height, width, Optional.empty(), 1)
        : new PictureHeader(width, height, Optional.empty(), 1);
  }

  /** The same as the first of several. */
  PictureHeader firstOf(Kind several, int number) {
    return new PictureHeader(width, height, Optional.of(several), number);
  }

  /** The first picture alone. */
  public PictureHeader first() {
    return new PictureHeader(width, height, Optional.empty(), 1);
  }

  /** The same with another size. */
  public PictureHeader resized(int newWidth, int newHeight) {
    return new PictureHeader(newWidth, newHeight, kind, count);
  }

  /** Pixels of one picture. */
  public long pixels() {
    return (long) width * height;
  }

  /** Pixels of all pictures together, taking them to be as large as the first. */
  public long allPixels() {
    return pixels() * count;
  }
}
