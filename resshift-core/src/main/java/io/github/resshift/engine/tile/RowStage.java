package io.github.resshift.engine.tile;

/** One stage of work that makes its lines from top to bottom, on demand. */
@FunctionalInterface
interface RowStage {
  /** Makes all lines above {@code bottom}, a line of the low-quality picture, that are not yet. */
  void reach(int bottom);
}
