package io.github.resshift.jobs.batch;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a run does to each picture; opened once for the run. Pictures may be processed from several
 * threads at a time.
 */
public interface PictureMaker extends AutoCloseable {
  /**
   * Opens the work when the first picture needs it, so that a run with nothing to do costs little.
   */
  @FunctionalInterface
  interface Opener {
    /** Loads what the work needs; slow. */
    PictureMaker open();
  }

  /**
   * Hears how far a picture is and says when to stop. May be called from other threads than the one
   * that works.
   */
  interface Listener {
    /** {@code done} of {@code total} parts of the picture are computed. */
    void progress(int done, int total);

    /** Whether the work should end at the next chance. */
    boolean cancelled();

    /** Tells the user something about the picture while it is worked on: a sentence. */
    default void say(String sentence) {}

    /**
     * Runs the part of the work that keeps the processor busy, when it is its turn and on a thread
     * for it: meanwhile others read and write.
     */
    default <T> T compute(Supplier<T> part) {
      return part.get();
    }
  }

  /**
   * What was made of a picture.
   *
   * @param width pixels of the result
   * @param height pixels of the result
   * @param frames how many frames or pages it has; 1 for a single picture
   * @param notes what the user should know, each with the file's name
   */
  record Made(int width, int height, int frames, List<String> notes) {
    /** Copies the list. */
    public Made {
      notes = List.copyOf(notes);
    }

    /** The same with further notes. */
    Made noting(List<String> more) {
      return more.isEmpty()
          ? this
          : new Made(width, height, frames, Stream.concat(notes.stream(), more.stream()).toList());
    }

    /** Of a single picture. */
    public Made(int width, int height, List<String> notes) {
      this(width, height, 1, notes);
    }
  }

  /**
   * Works on one picture. The target appears complete or not at all; its folder exists.
   *
   * @throws IOException if a file cannot be read or written
   * @throws RuntimeException if anything else goes wrong; after {@link Listener#cancelled} any
   *     exception means that the work ended early
   */
  Made process(BatchPlan.Todo picture, Listener steps) throws IOException;

  /** The model's name. */
  String model();

  /** The seed of the noise. */
  long seed();

  /** Sampling steps. */
  int steps();

  /** Where it is computed, such as {@code cpu} or {@code cuda:0}. */
  String device();

  /** In which arithmetic: {@code fp32}, {@code mixed}, {@code bf16} or {@code int8}. */
  String precision();

  /** Bytes that a picture of a size may take beside what the process has before it. */
  long bytes(int width, int height);

  /** What the user should know about the set-up, each one sentence. */
  List<String> warnings();

  /** One line about how the work is set up: model, device, precision, threads. */
  String description();

  @Override
  void close();
}
