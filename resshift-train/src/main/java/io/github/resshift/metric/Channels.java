package io.github.resshift.metric;

/** What of a colour picture is compared. */
public enum Channels {
  /** Red, green and blue, rounded to 8 bits; a measure of three planes is their mean. */
  RGB,
  /** Luma, rounded to 8 bits, as the papers of the field do (docs/method.md section 9, item 24). */
  Y,
  /** Luma of the 8-bit colours without rounding it, as BasicSR does. */
  Y_UNROUNDED
}
