package io.github.resshift.jobs.batch;

import io.github.resshift.image.PictureFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the folders that are filled beside results away from inputs and from other results. Sources
 * are looked at only where names leave it open, because that takes time. Not thread-safe.
 */
final class Folders {
  private final Extras extras;
  private final PictureFormat format;
  private final boolean none;

  /** A file in each folder that has inputs or results somewhere below it. */
  private final Map<String, Path> held = new HashMap<>();

  private final Map<String, Filled> filled = new HashMap<>();

  private record Filled(Path folder, Path source, Path target) {}

  Folders(Extras extras, PictureFormat format) {
    this.extras = extras;
    this.format = format;
    this.none = extras.equals(Extras.NONE);
  }

  /** There is an input of this name. */
  void hold(Path file) {
    Path above = none ? null : RealPath.ofPlace(file).getParent();
    while (above != null && held.putIfAbsent(BatchPlanner.key(above), file) == null) {
      above = above.getParent();
    }
  }

  /** The result of a source gets this name. */
  void take(Path source, Path target) {
    hold(target);
    for (Path folder : extras.possible(target, format)) {
      filled.putIfAbsent(BatchPlanner.key(folder), new Filled(folder, source, target));
    }
  }

  /** Why a result cannot have this name, as the start of a sentence. */
  Optional<String> clash(Path source, Path target) {
    for (Path folder : extras.possible(target, format)) {
      Path file = held.get(BatchPlanner.key(folder));
      if (file != null && extras.fills(folder, source, target, format)) {
        return Optional.of(words(source, folder, file));
      }
    }
    Path above = none ? null : RealPath.ofPlace(target).getParent();
    for (; above != null; above = above.getParent()) {
      Filled other = filled.get(BatchPlanner.key(above));
      if (other != null && extras.fills(other.folder, other.source, other.target, format)) {
        return Optional.of(words(other.source, other.folder, target));
      }
    }
    return Optional.empty();
  }

  private static String words(Path source, Path folder, Path file) {
    return "'%s' has more results, which would be written to the folder '%s', where '%s' is"
        .formatted(source, folder, file);
  }

  /** Whether a folder that would be filled is there already. */
  boolean occupied(Path source, Path target) {
    return extras.possible(target, format).stream()
        .anyMatch(folder -> Files.exists(folder) && extras.fills(folder, source, target, format));
  }
}
