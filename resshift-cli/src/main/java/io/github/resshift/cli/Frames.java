package io.github.resshift.cli;

/** What is made of an animation or of a file with several pages. */
enum Frames {
  /** All of them, one after the other with the same seed. */
  ALL,
  /** The first one; the others are left out. */
  FIRST
}
