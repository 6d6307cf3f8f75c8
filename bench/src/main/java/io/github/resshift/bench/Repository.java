package io.github.resshift.bench;

import java.nio.file.Path;

/** The checkout that is measured. */
final class Repository {
  private Repository() {}

  /** Its root: the property {@code resshift.root} of the launcher, else the working folder. */
  static Path root() {
    return Path.of(System.getProperty("resshift.root", "")).toAbsolutePath();
  }
}
