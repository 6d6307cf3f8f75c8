package io.github.resshift.image.meta;

/** What of a source's metadata goes into a result. Resolution and colour profile always do. */
public enum MetadataPolicy {
  /** Everything that is still true of the result. */
  KEEP,
  /**
   * As {@link #KEEP}, but without the position, serial numbers, the owner's name and the maker's
   * notes, in which makers hide all of these.
   */
  PRIVATE,
  /** Nothing. */
  STRIP
}
