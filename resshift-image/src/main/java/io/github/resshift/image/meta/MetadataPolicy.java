package io.github.resshift.image.meta;

/** What of a source's metadata goes into a result. Resolution and colour profile always do. */
public enum MetadataPolicy {
  /** Everything that is still true of the result. */
  KEEP,
  /**
   * Of {@link #KEEP} only what is known to say nothing about where, with which device and whose:
   * exposure, lens, dates, authors, rights, and texts that people wrote. Positions in numbers and
   * in words, faces, serial numbers, owners, identifiers, histories and everything that is not
   * known here are left out.
   */
  PRIVATE,
  /** Nothing. */
  STRIP
}
