package io.github.resshift.jobs.batch;

import java.io.IOException;
import java.nio.file.Path;

/** Where files lie when links are followed, so that one place has one name. */
final class RealPath {
  private RealPath() {}

  /** Where a file or folder itself lies; as {@link #ofPlace} if it does not exist. */
  static Path ofFile(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return ofPlace(file);
    }
  }

  /**
   * The place that a file has or would have: links among its folders are followed, but a link in
   * its own place is not, because a new file replaces the link.
   */
  static Path ofPlace(Path file) {
    Path absolute = file.toAbsolutePath();
    for (Path up = absolute.getParent(); up != null; up = up.getParent()) {
      try {
        return up.toRealPath().resolve(up.relativize(absolute)).normalize();
      } catch (IOException notThereYet) {
        // The folder above it may be.
      }
    }
    return absolute.normalize();
  }
}
