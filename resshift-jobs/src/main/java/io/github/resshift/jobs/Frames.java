package io.github.resshift.jobs;

/** What is made of an animation or of a file with several pages. */
public enum Frames {
  /** All of them, one after the other with the same seed. */
  ALL,
  /** The first one; the others are left out. */
  FIRST
}
