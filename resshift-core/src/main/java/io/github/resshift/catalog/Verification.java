package io.github.resshift.catalog;

import java.nio.file.Path;

/**
 * What a check of one weights file showed.
 *
 * @param file its name
 * @param path where it lies or should lie
 * @param status the result
 * @param sha256 its digest, or empty where it was not computed
 * @param detail a few words for people
 */
public record Verification(String file, Path path, Status status, String sha256, String detail) {
  /** The result of a check. */
  public enum Status {
    /** The digest is the published or recorded one. */
    RIGHT,
    /** No digest was known; this one is recorded and expected from now on. */
    RECORDED,
    /** The file is not there. */
    MISSING,
    /** Length or digest is wrong, or it is no weights file. */
    DAMAGED
  }

  /** Whether the file can be used. */
  public boolean usable() {
    return status == Status.RIGHT || status == Status.RECORDED;
  }
}
