package io.github.resshift.engine.tile;

/** Is told how far a picture is, and can end the work. Called on the working thread. */
public interface TileListener {
  /** A listener that does nothing. */
  TileListener NONE = new TileListener() {};

  /**
   * How a picture is going to be worked on.
   *
   * @param tiles in pixels of the input, padding included; those of the part that is left
   * @param cut how the picture is cut and joined
   * @param steps of sampling
   * @param pieces of work, as progress counts them: tiles times steps, or times views
   * @param firstShare what the first piece is of all the work on the picture, above 0, at most 1
   * @param bytes that this needs beside what the process has already, estimated
   * @param resumed whether memory ran out with larger tiles, and the rest goes on with these
   */
  record Plan(
      TilePlan tiles,
      TileCut cut,
      int steps,
      int pieces,
      double firstShare,
      long bytes,
      boolean resumed) {}

  /** Before the work begins, and again when it goes on with smaller tiles. */
  default void planned(Plan plan) {}

  /**
   * After a piece of work.
   *
   * @param done pieces done, from 1
   * @param total pieces of the whole picture
   */
  default void progress(int done, int total) {}

  /** Asked before every piece; what is thrown here ends the work. */
  default void requireGoingOn() {}
}
