package io.github.resshift.jobs.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Room for results. */
final class DiskSpace {
  /** How systems say that there is none, in English, as Java passes it on. */
  private static final List<String> FULL =
      List.of("no space left", "not enough space", "disk quota exceeded", "disk full");

  private DiskSpace() {}

  /** Whether something failed because a disk is full. */
  static boolean full(Throwable problem) {
    for (Throwable e = problem; e != null; e = e.getCause()) {
      String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
      if (FULL.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }

  /** Bytes that can be written in a folder, which need not be there yet; empty if not known. */
  static OptionalLong free(Path folder) {
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          return OptionalLong.of(Files.getFileStore(at).getUsableSpace());
        } catch (IOException e) {
          return OptionalLong.empty();
        }
      }
    }
    return OptionalLong.empty();
  }
}
