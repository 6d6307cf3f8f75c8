package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Gives results the times of their sources. Stateless. */
final class FileTimes {
  private FileTimes() {}

  /**
   * Copies the time of modification, and on systems that keep it that of creation, to a result and
   * to the files that were written besides it.
   *
   * @return a note if that is not possible: the result is good all the same
   */
  static List<String> copy(Todo work, Extras extras) {
    try {
      BasicFileAttributes times = Files.readAttributes(work.source(), BasicFileAttributes.class);
      copy(times, work.target());
      for (Path folder : extras.possible(work.target(), work.format())) {
        if (Files.isDirectory(folder)
            && extras.fills(folder, work.source(), work.target(), work.format())) {
          try (Stream<Path> below = Files.walk(folder)) {
            for (Path file : below.filter(Files::isRegularFile).toList()) {
              copy(times, file);
            }
          }
        }
      }
      return List.of();
    } catch (IOException | UncheckedIOException e) {
      return List.of(
          FileNames.text(work.target()) + ": the time of the input cannot be kept (" + e + ")");
    }
  }

  private static void copy(BasicFileAttributes from, Path to) throws IOException {
    Files.getFileAttributeView(to, BasicFileAttributeView.class)
        .setTimes(from.lastModifiedTime(), null, from.creationTime());
  }
}
