package io.github.resshift.image;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * The frames of an animation or the pages of a document, from the first to the last. Each is
 * decoded when it is asked for, so that one at a time is in memory. {@link #next} throws a {@link
 * PictureException} with the file's name if a picture is damaged. Used by one thread.
 */
public interface PictureSequence extends Iterator<SourcePicture>, AutoCloseable {
  /** No sequence of more pictures is read. */
  int MAX_FRAMES = 10_000;

  /** All pictures of a sequence together may have this many times the pixels of a single one. */
  int MAX_PIXELS_FACTOR = 10;

  /** What the pictures are to each other. */
  enum Kind {
    /** Shown one after the other; all have the same size, depth and planes. */
    ANIMATION("frame"),
    /** Independent of each other, each with its own size and metadata. */
    PAGES("page");

    private final String noun;

    Kind(String noun) {
      this.noun = noun;
    }

    /** The word for one of the pictures. */
    public String noun() {
      return noun;
    }
  }

  /** Size of the first picture, kind and number. */
  PictureHeader header();

  /** Animation or pages. */
  Kind kind();

  /** How many pictures there are, at least 2. */
  int size();

  /** How long each frame is shown, in milliseconds; all 0 for pages. */
  List<Integer> delays();

  /** How many times an animation is played, 0 for without end; 1 for pages. */
  int plays();

  @Override
  void close() throws IOException;

  /** Checks number and pixels before anything is decoded. */
  static void check(String name, Kind kind, long count, long pixels, Limits limits) {
    if (count > MAX_FRAMES) {
      throw new PictureException(
          String.format(
              "%s has more than %d %ss; split it, or take the first one only (--frames first).",
              name, MAX_FRAMES, kind.noun()));
    }
    long most = Math.multiplyExact(Math.min(limits.maxPixels(), 1L << 50), MAX_PIXELS_FACTOR);
    if (pixels > most) {
      throw new PictureException(
          String.format(
              "%s has %d %ss of %d pixels together, more than %d times the limit of %d; raise the"
                  + " limit, or take the first one only (--frames first).",
              name, count, kind.noun(), pixels, MAX_PIXELS_FACTOR, limits.maxPixels()));
    }
  }
}
