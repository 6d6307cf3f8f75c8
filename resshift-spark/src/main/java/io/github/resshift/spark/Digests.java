package io.github.resshift.spark;

import io.github.resshift.jobs.journal.FileState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;

/** Copies and digests of files. */
final class Digests {
  private Digests() {}

  /** Brings a file to this machine; gives its SHA-256 digest. */
  static String copy(Folder folder, Path from, java.nio.file.Path to) throws IOException {
    try (InputStream in = folder.open(from)) {
      Files.copy(in, to);
    }
    return of(to);
  }

  /** The SHA-256 digest of a file of this machine. */
  static String of(java.nio.file.Path file) throws IOException {
    return FileState.sha256(file);
  }
}
