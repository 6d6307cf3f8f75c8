package io.github.resshift.jobs.journal;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.resshift.image.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a process which died left unfinished of the result that it was writing. */
final class Leftovers {
  private static final String SUFFIX = ".part";
  private static final int MAX_NAME = 200;
  private static final int SHORT_NAME = 50;

  /** Folders of further results, whose files are written as the result itself is. */
  private static final String SAMPLES = "-samples";

  private static final Pattern UNFINISHED = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.part");

  private Leftovers() {}

  /**
   * Deletes files and folders {@code .NAME.*.part} beside a result, and what has such a name among
   * its samples; gives how many there were.
   */
  static int delete(Path target) {
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return 0;
    }
    String name = FileNames.name(target);
    String prefix = "." + shortened(name) + ".";
    String stem = name.replaceFirst("(?<=.)\\.[^.]*$", "");
    try {
      List<Path> found = new ArrayList<>(matching(folder, n -> unfinished(n, prefix)));
      Path samples = FileNames.resolve(folder, stem + SAMPLES);
      if (Files.isDirectory(samples, NOFOLLOW_LINKS)) {
        try (Stream<Path> below = Files.walk(samples)) {
          below
              .filter(path -> UNFINISHED.matcher(FileNames.name(path)).matches())
              .forEach(found::add);
        }
      }
      for (Path each : found) {
        deleteTree(each);
      }
      return found.size();
    } catch (IOException | UncheckedIOException e) {
      throw new JournalException(
          "What a run that died left beside '" + target + "' cannot be deleted.", e);
    }
  }

  /** Of long names temporary ones have the start only, as the writers of pictures make them. */
  private static String shortened(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME
        ? name.substring(0, name.offsetByCodePoints(0, SHORT_NAME))
        : name;
  }

  private static boolean unfinished(String name, String prefix) {
    return name.startsWith(prefix) && name.endsWith(SUFFIX);
  }

  private static List<Path> matching(Path folder, Predicate<String> name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> name.test(FileNames.name(file))).toList();
    }
  }

  /** Links are deleted, not followed. */
  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
      for (Path each : matching(path, name -> true)) {
        deleteTree(each);
      }
    }
    Files.delete(path);
  }
}
