package io.github.resshift.image;

import java.util.List;
import java.util.function.IntFunction;

/**
 * An animation taken apart.
 *
 * @param width of the canvas
 * @param height of the canvas
 * @param depth bits a sample of every frame, 8 or 16
 * @param gray whether every frame has one colour plane
 * @param transparent whether frames can make parts of the canvas transparent again
 * @param plays how many times it is played, 0 for without end
 * @param frames in their order
 * @param still gives frame {@code n} as a file of its own in the same format
 */
record AnimationParts(
    int width,
    int height,
    int depth,
    boolean gray,
    boolean transparent,
    int plays,
    List<Frame> frames,
    IntFunction<byte[]> still) {

  /** What happens to a frame's rectangle before the next frame is drawn. */
  enum Disposal {
    KEEP,
    CLEAR,
    RESTORE
  }

  /**
   * Where and how a frame is drawn.
   *
   * @param delay milliseconds
   * @param over whether it is laid over what is there, instead of replacing it
   */
  record Frame(
      int left, int top, int width, int height, int delay, boolean over, Disposal disposal) {}

  /** Whether any frame but the last leaves its rectangle transparent. */
  boolean clears() {
    for (int i = 0; i < frames.size() - 1; i++) {
      Disposal disposal = frames.get(i).disposal();
      if (disposal == Disposal.CLEAR || i == 0 && disposal == Disposal.RESTORE) {
        return true;
      }
    }
    return false;
  }
}
