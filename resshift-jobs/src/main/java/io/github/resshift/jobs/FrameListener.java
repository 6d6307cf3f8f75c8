package io.github.resshift.jobs;

import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureSequence;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.jobs.batch.PictureMaker.Listener;
import java.util.function.Supplier;

/**
 * One frame or page as a part of the work on all of them.
 *
 * @param number from 1
 */
record FrameListener(Listener all, int number, int count, String noun) implements Listener {
  /** Into so many parts a frame's work is divided; those of 10 000 frames fit into an int. */
  private static final int PARTS = 1000;

  /** The next picture; where it is damaged the message says how to do without. */
  static SourcePicture next(PictureSequence pictures, int number) {
    try {
      return pictures.next();
    } catch (PictureException e) {
      String hint = "; --frames first takes only the first " + pictures.kind().noun() + ".";
      throw number == 1
          ? e
          : new PictureException(e.getMessage().replaceFirst("\\.$", "") + hint, e);
    }
  }

  @Override
  public void progress(int done, int total) {
    int part = (int) ((long) PARTS * done / Math.max(1, total));
    all.progress((number - 1) * PARTS + part, count * PARTS);
  }

  @Override
  public boolean cancelled() {
    return all.cancelled();
  }

  @Override
  public void say(String sentence) {
    all.say("%s %d of %d: %s".formatted(noun, number, count, sentence));
  }

  @Override
  public <T> T compute(Supplier<T> part) {
    return all.compute(part);
  }
}
