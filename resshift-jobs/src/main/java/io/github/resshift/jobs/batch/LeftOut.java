package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A file or folder that was found and is not worked on.
 *
 * @param path where it lies
 * @param why the reason
 */
public record LeftOut(Path path, Why why) {
  private static final int NAMES = 5;

  /** Why something is left out. */
  public enum Why {
    /** Neither the content nor the suffix is that of a picture. */
    NO_PICTURE("file", "left out: no picture by content or by suffix"),
    /** A folder with thumbnails, deleted files or the like. */
    KEPT_BY_SYSTEM("folder", "passed over: kept by the system or by a network drive"),
    /** The user said so. */
    EXCLUDED("item", "left out by --exclude"),
    /** It cannot be read, and another file of its name can. */
    UNREADABLE("file", "left out: cannot be read, and another of its name can"),
    /** It is damaged or does not fit. */
    UNUSABLE("file", "left out: damaged or not fit for this");

    private final String noun;
    private final String words;

    Why(String noun, String words) {
      this.noun = noun;
      this.words = words;
    }
  }

  /**
   * Lines for the user: how many there are of each kind, and their names.
   *
   * @param all whether to name every one of many
   */
  public static List<String> describe(List<LeftOut> found, boolean all) {
    Map<Why, List<Path>> kinds = new EnumMap<>(Why.class);
    found.forEach(one -> kinds.computeIfAbsent(one.why, why -> new ArrayList<>()).add(one.path));
    List<String> lines = new ArrayList<>();
    kinds.forEach(
        (why, paths) -> {
          int shown = all ? paths.size() : Math.min(NAMES, paths.size());
          String names =
              paths.stream().limit(shown).map(FileNames::text).collect(Collectors.joining(", "));
          lines.add(
              paths.size()
                  + " "
                  + why.noun
                  + (paths.size() == 1 ? " " : "s ")
                  + why.words
                  + ": "
                  + names
                  + (shown < paths.size()
                      ? " and " + (paths.size() - shown) + " more (-v names all)."
                      : "."));
        });
    return lines;
  }
}
