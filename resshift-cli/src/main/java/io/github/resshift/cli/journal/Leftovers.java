package io.github.resshift.cli.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Temporary files that a process which died left beside the result that it was writing. */
final class Leftovers {
  private static final String SUFFIX = ".part";

  private Leftovers() {}

  /** Deletes {@code .NAME.*.part} beside a result; gives the number of files deleted. */
  static int delete(Path target) {
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return 0;
    }
    String prefix = "." + target.getFileName() + ".";
    int deleted = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> {
              String name = file.getFileName().toString();
              return name.startsWith(prefix) && name.endsWith(SUFFIX);
            })) {
      for (Path file : files) {
        Files.delete(file);
        deleted++;
      }
    } catch (IOException e) {
      throw new JournalException(
          "What a run that died left beside '" + target + "' cannot be deleted.", e);
    }
    return deleted;
  }
}
