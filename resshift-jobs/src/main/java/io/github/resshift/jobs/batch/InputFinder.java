package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureFiles;
import io.github.resshift.jobs.batch.Inputs.Problem;
import io.github.resshift.jobs.batch.Inputs.Source;
import io.github.resshift.jobs.batch.LeftOut.Why;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the pictures that the inputs of a command line mean: files, folders with everything below
 * them, and globs that the shell did not expand.
 *
 * <p>What the content of a file is decides whether it is a picture; a file with the suffix of one
 * is taken, too, so that it is told when it is damaged. Links are followed; a link that leads back
 * into a folder above it ends there. Hidden files and folders are passed over, those that network
 * drives and systems keep for themselves, and the output folder where it lies inside an input
 * folder, so that a second run does not take the first one's results for pictures to work on.
 */
public final class InputFinder {
  /** Reading these may wait or go on for ever. */
  private static final String SPECIAL = "This is a pipe or a device, not a file.";

  private final Path output;
  private final Exclusions exclusions;
  private final Map<Source, Source> pictures = new LinkedHashMap<>();
  private final Set<Path> files = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<LeftOut> leftOut = new LinkedHashSet<>();

  /** Searches; {@code output} is the real path of a folder to pass over, or null. */
  private InputFinder(Path output, Exclusions exclusions) {
    this.output = output;
    this.exclusions = exclusions;
  }

  /**
   * Finds the pictures of {@code inputs}.
   *
   * @param inputs files, folders or globs, as the user wrote them
   * @param output where results will go; never searched unless it is itself an input
   * @return every picture once for each place that it would be written to
   */
  public static Inputs find(List<String> inputs, Path output) {
    return find(inputs, output, Exclusions.NONE);
  }

  /**
   * The same without some.
   *
   * @param exclusions what is left out of folders; a file that is named itself is taken
   */
  public static Inputs find(List<String> inputs, Path output, Exclusions exclusions) {
    return find(new InputFinder(RealPath.ofFile(output), exclusions), inputs);
  }

  /** The same where nothing is written, so that no folder is passed over for it. */
  public static Inputs find(List<String> inputs, Exclusions exclusions) {
    return find(new InputFinder(null, exclusions), inputs);
  }

  private static Inputs find(InputFinder finder, List<String> inputs) {
    inputs.forEach(finder::add);
    finder.leftOut.removeIf(one -> finder.files.contains(one.path()));
    return new Inputs(
        List.copyOf(finder.pictures.values()), finder.problems, List.copyOf(finder.leftOut));
  }

  private void add(String input) {
    Path path = pathOrNull(input);
    if (path != null && Files.isDirectory(path)) {
      addBelow(input, path, file -> true, "There are no pictures in this folder.");
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
      addBelow(input, glob.base(), glob::matches, "No picture matches this pattern.");
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
    walk.found.sort(Comparator.comparing(file -> FileNames.text(folder.relativize(file))));
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
    files.add(source.file());
    pictures.putIfAbsent(new Source(file, source.place(), false), source);
  }

  /** Whether {@code input} is the name of a file, whatever characters it has. */
  static boolean isFile(String input) {
    Path path = pathOrNull(input);
    return path != null && Files.exists(path) && !Files.isDirectory(path);
  }

  private static Path pathOrNull(String input) {
    try {
      return FileNames.path(input);
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
      if (folder.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      boolean skipped = PictureFiles.hidden(folder) || RealPath.ofFile(folder).equals(output);
      if (!skipped && exclusions.covers(root.relativize(folder))) {
        leftOut.add(new LeftOut(folder, Why.EXCLUDED));
        skipped = true;
      } else if (!skipped && PictureFiles.keptBySystem(folder)) {
        leftOut.add(new LeftOut(folder, Why.KEPT_BY_SYSTEM));
        skipped = true;
      }
      return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (PictureFiles.hidden(file) || !wanted.test(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (exclusions.covers(root.relativize(file))) {
        leftOut.add(new LeftOut(file, Why.EXCLUDED));
      } else if (!PictureFiles.isPicture(file)) {
        leftOut.add(new LeftOut(file, Why.NO_PICTURE));
      } else if (attributes.isOther()) {
        problems.add(new Problem(FileNames.text(file), SPECIAL));
      } else {
        found.add(file);
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
      problems.add(new Problem(FileNames.text(path), reason));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException problem) {
      if (problem != null) {
        problems.add(new Problem(FileNames.text(folder), "It cannot be read to its end."));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
