package io.github.resshift.jobs;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import java.io.IOException;

/** What a restoration does beside making its picture. */
interface Aside {
  /** Tells the user something about the result; the picture's name is put before it. */
  void note(String text);

  /** How results are written. */
  PictureFormat format();

  /**
   * Writes another picture into the folder NAME-samples beside the result.
   *
   * @param name without a suffix
   * @param seed what it was drawn with
   */
  void write(String name, Picture picture, PictureFormat format, long seed) throws IOException;
}
