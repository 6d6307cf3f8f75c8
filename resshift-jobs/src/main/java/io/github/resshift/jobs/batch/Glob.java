package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/**
 * A file pattern that reached the program unexpanded: quoted, or from a shell without globs. The
 * leading part without wildcards is the folder that is searched; {@code **} crosses folders. As in
 * a shell with globstar, {@code a/**}{@code /*.png} also finds {@code a/x.png}.
 */
final class Glob {
  private static final String SPECIAL = "*?[{";
  private static final String ANY_DEPTH = "**/";

  private final Path base;
  private final PathMatcher matcher;

  private Glob(Path base, PathMatcher matcher) {
    this.base = base;
    this.matcher = matcher;
  }

  /** Whether {@code text} has a wildcard. */
  static boolean isGlob(String text) {
    return text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
  }

  /**
   * Reads a pattern, which must have a wildcard.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static Glob parse(String text) {
    // In a pattern the backslash quotes; on Windows the user means a separator by it.
    String pattern = File.separatorChar == '\\' ? text.replace('\\', '/') : text;
    int firstSpecial = 0;
    while (SPECIAL.indexOf(pattern.charAt(firstSpecial)) < 0) {
      firstSpecial++;
    }
    int split = pattern.lastIndexOf('/', firstSpecial) + 1;
    Path base = FileNames.path(pattern.substring(0, split));
    String rest = withEmptyDepth(pattern.substring(split));
    return new Glob(base, FileSystems.getDefault().getPathMatcher("glob:" + rest));
  }

  /**
   * Makes each {@code **}{@code /} match no folder at all too; groups cannot nest, so not in one.
   */
  static String withEmptyDepth(String pattern) {
    StringBuilder out = new StringBuilder();
    boolean grouped = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean segmentStart = i == 0 || pattern.charAt(i - 1) == '/';
      if (!grouped && segmentStart && pattern.startsWith(ANY_DEPTH, i)) {
        out.append('{').append(ANY_DEPTH).append(",}");
        i += ANY_DEPTH.length() - 1;
        continue;
      }
      grouped = c == '{' || (grouped && c != '}');
      out.append(c);
    }
    return out.toString();
  }

  /** The folder below which matches lie; the empty path for the current folder. */
  Path base() {
    return base;
  }

  /** Whether a file below {@link #base} matches. */
  boolean matches(Path file) {
    return matcher.matches(base.relativize(file));
  }
}
