package io.github.resshift.image;

import io.github.resshift.image.AnimationParts.Disposal;
import io.github.resshift.image.AnimationParts.Frame;
import java.util.Arrays;

/** The canvas of an animation, on which its frames are drawn one after the other. */
final class FrameCanvas {
  private final String name;
  private final int width;
  private final int height;
  private final int depth;
  private final int white;

  /** Colours, then alpha. */
  private Samples[] planes;

  private Samples[] before;
  private Frame last;

  /** A transparent canvas. */
  FrameCanvas(String name, AnimationParts parts) {
    this.name = name;
    this.width = parts.width();
    this.height = parts.height();
    this.depth = parts.depth();
    this.white = (1 << depth) - 1;
    this.planes = new Samples[parts.gray() ? 2 : 4];
    for (int p = 0; p < planes.length; p++) {
      planes[p] = Samples.allocate(width * height, depth);
    }
  }

  /** Draws a frame that is as large as its rectangle or as the canvas. */
  void draw(Frame frame, Picture picture) {
    dispose();
    boolean whole = picture.width() == width && picture.height() == height;
    boolean own = picture.width() == frame.width() && picture.height() == frame.height();
    boolean inside =
        frame.left() >= 0
            && frame.top() >= 0
            && (long) frame.left() + frame.width() <= width
            && (long) frame.top() + frame.height() <= height;
    if (!whole && !own || !inside || picture.depth() != depth) {
      throw new PictureException(name + " is damaged: a frame has not the size that it declares.");
    }
    if (frame.disposal() == Disposal.RESTORE) {
      before = Arrays.stream(planes).map(this::copy).toArray(Samples[]::new);
    }
    last = frame;
    for (int y = 0; y < frame.height(); y++) {
      int to = (frame.top() + y) * width + frame.left();
      int from = whole ? to : y * frame.width();
      for (int x = 0; x < frame.width(); x++) {
        pixel(picture, from + x, to + x, frame.over());
      }
    }
  }

  /** Straight alpha: what is laid over counts by its alpha, what is below by what is left. */
  private void pixel(Picture picture, int from, int to, boolean over) {
    int alpha = picture.hasAlpha() ? picture.alphaSamples().get(from) : white;
    if (over && alpha == 0) {
      return;
    }
    int a = planes.length - 1;
    double above = (double) alpha / white;
    double below = over ? (double) planes[a].get(to) / white * (1 - above) : 0;
    for (int c = 0; c < a; c++) {
      int value = picture.colour(picture.gray() ? 0 : c).get(from);
      planes[c].set(
          to,
          below == 0
              ? value
              : (int) Math.rint((value * above + planes[c].get(to) * below) / (above + below)));
    }
    planes[a].set(to, below == 0 ? alpha : (int) Math.rint((above + below) * white));
  }

  private void dispose() {
    if (last == null || last.disposal() == Disposal.KEEP) {
      return;
    }
    if (last.disposal() == Disposal.RESTORE) {
      planes = before;
      before = null;
      return;
    }
    for (Samples plane : planes) {
      for (int y = last.top(); y < last.top() + last.height(); y++) {
        for (int x = last.left(); x < last.left() + last.width(); x++) {
          plane.set(y * width + x, 0);
        }
      }
    }
  }

  /** Whether nothing is transparent. */
  boolean opaque() {
    Samples alpha = planes[planes.length - 1];
    for (int i = 0; i < alpha.count(); i++) {
      if (alpha.get(i) != white) {
        return false;
      }
    }
    return true;
  }

  /** What is on the canvas now. */
  Picture picture(boolean alpha) {
    int colours = planes.length - 1;
    Samples[] copies = new Samples[colours];
    for (int c = 0; c < colours; c++) {
      copies[c] = copy(planes[c]);
    }
    return new Picture(width, height, depth, copies, alpha ? copy(planes[colours]) : null);
  }

  private Samples copy(Samples plane) {
    Samples copy = Samples.allocate(width * height, depth);
    copy.copyFrom(plane, 0);
    return copy;
  }
}
