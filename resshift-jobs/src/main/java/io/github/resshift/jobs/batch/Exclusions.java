package io.github.resshift.jobs.batch;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * What is to be left out of folders. A pattern without a slash is for the name of a file or folder
 * at any depth, one with a slash for the path below the folder that was named. Immutable.
 */
public final class Exclusions {
  /** Nothing. */
  public static final Exclusions NONE = new Exclusions(List.of(), List.of());

  private final List<PathMatcher> names;
  private final List<PathMatcher> paths;

  private Exclusions(List<PathMatcher> names, List<PathMatcher> paths) {
    this.names = List.copyOf(names);
    this.paths = List.copyOf(paths);
  }

  /**
   * Reads patterns.
   *
   * @throws UsageException if one is malformed
   */
  public static Exclusions of(List<String> patterns) {
    List<PathMatcher> names = new ArrayList<>();
    List<PathMatcher> paths = new ArrayList<>();
    for (String pattern : patterns) {
      String plain = pattern.replaceFirst("/+$", "").replaceFirst("^(\\./+)+", "");
      if (plain.isBlank()) {
        throw new UsageException("--exclude '" + pattern + "' names nothing; give a pattern.");
      }
      (plain.contains("/") ? paths : names).add(matcher(plain, pattern));
    }
    return new Exclusions(names, paths);
  }

  private static PathMatcher matcher(String plain, String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + Glob.withEmptyDepth(plain));
    } catch (PatternSyntaxException e) {
      String detail = e.getMessage().lines().findFirst().orElse("");
      throw new UsageException("--exclude '" + pattern + "' is not a pattern: " + detail + ".");
    }
  }

  /**
   * Whether a file or folder is to be left out.
   *
   * @param place its path below the folder that was named
   */
  public boolean covers(Path place) {
    Path name = place.getFileName();
    return name != null
        && (names.stream().anyMatch(matcher -> matcher.matches(name))
            || paths.stream().anyMatch(matcher -> matcher.matches(place)));
  }
}
