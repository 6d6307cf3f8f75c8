package io.github.resshift.restore;

/** How a picture that is larger than a tile is put together. */
public enum Tiling {
  /**
   * One chain over the whole picture: in every step the predictions of overlapping tiles are
   * blended with smooth weights, so tiles agree before they could differ.
   */
  GLOBAL,
  /** One chain a tile, finished tiles averaged with equal weights, as the published tool does. */
  PUBLISHED
}
