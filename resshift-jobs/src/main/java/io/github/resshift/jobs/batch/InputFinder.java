package io.github.resshift.jobs.batch;

import io.github.resshift.jobs.batch.Inputs.Problem;
import io.github.resshift.jobs.batch.Inputs.Source;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds the pictures that the inputs of a command line mean: files, folders with everything below
 * them, and globs that the shell did not expand.
 *
 * <p>Links are followed; a link that leads back into a folder above it ends there. Hidden files and
 * folders are passed over, and so is the output folder where it lies inside an input folder, so
 * that a second run does not take the first one's results for pictures to work on.
 */
public final class InputFinder {
  /** Reading these may wait or go on for ever. */
  private static final String SPECIAL = "This is a pipe or a device, not a file.";

  private final Path output;
  private final Map<Source, Source> pictures = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private InputFinder(Path output) {
    this.output = RealPath.ofFile(output);
  }

  /**
   * Finds the pictures of {@code inputs}.
   *
   * @param inputs files, folders or globs, as the user wrote them
   * @param output where results will go; never searched unless it is itself an input
   * @return every picture once for each place that it would be written to
   */
  public static Inputs find(List<String> inputs, Path output) {
    InputFinder finder = new InputFinder(output);
    inputs.forEach(finder::add);
    return new Inputs(List.copyOf(finder.pictures.values()), finder.problems);
  }

  private void add(String input) {
    Path path = pathOrNull(input);
    if (path != null && Files.isDirectory(path)) {
      addBelow(
          input, path, PictureNames::looksLikePicture, "There are no pictures in this folder.");
    } else if (path != null && Files.isRegularFile(path)) {
      add(new Source(path, path.getFileName(), true));
    } else if (path != null && Files.exists(path)) {
      problems.add(new Problem(input, SPECIAL));
    } else if (Glob.isGlob(input)) {
      addGlob(input);
    } else {
      problems.add(new Problem(input, "There is no such file or folder."));
    }
  }

  private void addGlob(String input) {
    try {
      Glob glob = Glob.parse(input);
      if (!Files.isDirectory(glob.base())) {
        problems.add(new Problem(input, "There is no folder '" + glob.base() + "' to search."));
        return;
      }
      addBelow(
          input,
          glob.base(),
          file -> PictureNames.looksLikePicture(file) && glob.matches(file),
          "No picture matches this pattern.");
    } catch (IllegalArgumentException e) {
      String detail = e.getMessage().lines().findFirst().orElse("");
      problems.add(new Problem(input, "This is neither a file nor a pattern: " + detail + "."));
    }
  }

  private void addBelow(String input, Path folder, Predicate<Path> wanted, String none) {
    Walk walk = new Walk(folder, wanted);
    int problemsBefore = problems.size();
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
    } catch (IOException e) {
      problems.add(new Problem(input, "This folder cannot be searched (" + e.getMessage() + ")."));
    }
    walk.found.sort(Comparator.comparing(file -> folder.relativize(file).toString()));
    for (Path file : walk.found) {
      add(new Source(file, folder.relativize(file), false));
    }
    if (walk.found.isEmpty() && problems.size() == problemsBefore) {
      problems.add(new Problem(input, none, true));
    }
  }

  private void add(Source source) {
    // The same file named twice is one piece of work, the same place taken by two files is not.
    Path file = source.file().toAbsolutePath().normalize();
    pictures.putIfAbsent(new Source(file, source.place(), false), source);
  }

  /** Whether {@code input} is the name of a file, whatever characters it has. */
  static boolean isFile(String input) {
    Path path = pathOrNull(input);
    return path != null && Files.exists(path) && !Files.isDirectory(path);
  }

  private static Path pathOrNull(String input) {
    try {
      return Path.of(input);
    } catch (InvalidPathException e) {
      return null; // on Windows a glob is not a path
    }
  }

  /** Collects the wanted files below a folder. */
  private final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Predicate<Path> wanted;
    private final List<Path> found = new ArrayList<>();

    Walk(Path root, Predicate<Path> wanted) {
      this.root = root;
      this.wanted = wanted;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean skipped =
          !folder.equals(root)
              && (PictureNames.hidden(folder) || RealPath.ofFile(folder).equals(output));
      return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (wanted.test(file)) {
        if (attributes.isOther()) {
          problems.add(new Problem(file.toString(), SPECIAL));
        } else {
          found.add(file);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException problem) {
      if (problem instanceof FileSystemLoopException) {
        return FileVisitResult.CONTINUE; // what it leads to is visited where it is
      }
      String reason =
          problem instanceof AccessDeniedException
              ? "There is no permission to read it."
              : "It cannot be read (" + problem.getMessage() + ").";
      problems.add(new Problem(path.toString(), reason));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException problem) {
      if (problem != null) {
        problems.add(new Problem(folder.toString(), "It cannot be read to its end."));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
