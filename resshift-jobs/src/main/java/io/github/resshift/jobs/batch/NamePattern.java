package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names with places to be filled, such as {@code {stem}_x{scale}.{ext}}: {@code {stem}} and {@code
 * {name}} are the source's name without and with its suffix, {@code {ext}} is the suffix of the
 * result, {@code {index}} the place in the run with at least four digits, and the caller may know
 * more. Immutable.
 */
public final class NamePattern implements Naming {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern FORBIDDEN = Pattern.compile("[/\\\\:*?\"<>|\\p{Cntrl}]");
  private static final String EXT = "ext";
  private static final List<String> TELLING_APART = List.of("stem", "name", "index");

  private final String pattern;
  private final Map<String, String> fixed;

  /**
   * Reads a pattern. Without {@code {ext}} the suffix is put at its end.
   *
   * @param fixed values of further places, the same for all pictures
   * @throws UsageException if it is not fit for names of files, with what is wrong
   */
  public NamePattern(String pattern, Map<String, String> fixed) {
    this.pattern = pattern.contains("{" + EXT + "}") ? pattern : pattern + ".{" + EXT + "}";
    this.fixed = new LinkedHashMap<>(fixed);
    this.fixed.replaceAll((name, value) -> FORBIDDEN.matcher(value).replaceAll("_"));
    check(pattern);
  }

  private void check(String given) {
    Matcher places = PLACE.matcher(pattern);
    boolean apart = false;
    while (places.find()) {
      String place = places.group(1);
      apart |= TELLING_APART.contains(place);
      boolean known =
          TELLING_APART.contains(place) || place.equals(EXT) || fixed.containsKey(place);
      if (!known) {
        throw refuse(given, "there is no {" + place + "}; there are " + known());
      }
    }
    String rest = PLACE.matcher(pattern).replaceAll("");
    if (rest.contains("{") || rest.contains("}")) {
      throw refuse(given, "a brace is not closed or not opened");
    }
    if (FORBIDDEN.matcher(rest).find()) {
      throw refuse(given, "it names a file, so it cannot have / \\ : * ? \" < > or |");
    }
    if (!apart) {
      throw refuse(given, "all results would have one name; it needs {stem}, {name} or {index}");
    }
    if (pattern.startsWith(".")) {
      throw refuse(given, "names with a dot at their start are hidden");
    }
    if (!pattern.endsWith(".{" + EXT + "}")) {
      throw refuse(given, "it must end with .{ext}, or leave {ext} away");
    }
  }

  private String known() {
    StringBuilder text = new StringBuilder("{stem}, {name}, {index}, {ext}");
    fixed.keySet().forEach(name -> text.append(", {").append(name).append('}'));
    return text.toString();
  }

  private static UsageException refuse(String pattern, String why) {
    return new UsageException("--name-pattern '" + pattern + "': " + why + ".");
  }

  @Override
  public String name(Path source, int index, String suffix) {
    return PLACE
        .matcher(pattern)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    switch (place.group(1)) {
                      case "stem" -> PictureNames.stem(source);
                      case "name" -> FileNames.name(source);
                      case "index" -> String.format(Locale.ROOT, "%04d", index);
                      case EXT -> suffix;
                      default -> fixed.get(place.group(1));
                    }));
  }
}
