package io.github.resshift.jobs.batch;

/** What happens where a result would be written to a file that is already there. */
public enum Existing {
  /** The picture is passed over. */
  SKIP,
  /**
   * The picture is passed over if the journal says that its result was made of the same source with
   * the same settings; else the old file is replaced.
   */
  UPDATE,
  /** The old file is replaced when the new one is complete. */
  OVERWRITE,
  /** The result gets a free name: {@code a-1.png}, {@code a-2.png} and so on. */
  RENAME,
  /** The run ends before any work. */
  FAIL;
}
