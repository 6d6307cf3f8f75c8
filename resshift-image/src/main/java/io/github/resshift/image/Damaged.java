package io.github.resshift.image;

/** What to do with a file whose image data is damaged or ends too early. */
public enum Damaged {
  /** Refuse it. */
  REFUSE,
  /** Take what is there, with a note that says how much that is; the rest is gray. */
  TAKE
}
