package io.github.resshift.server;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of pictures that came from outside, as names that are safe to show and to save. Stateless.
 */
final class CleanName {
  /** What a picture is called that has no name. */
  static final String NONE = "picture";

  private static final int LONGEST = 80;

  /** Letters and digits of all languages, and what is harmless in every file system. */
  private static final Pattern ODD = Pattern.compile("[^\\p{L}\\p{N}._ -]+");

  /** Names that Windows keeps for itself. */
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

  private CleanName() {}

  /** The name without folders and odd characters. */
  static String of(String name) {
    if (name == null) {
      return NONE;
    }
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String clean = ODD.matcher(last).replaceAll("_").replaceAll("^[. ]+|[. ]+$", "");
    int points = clean.codePointCount(0, clean.length());
    if (points > LONGEST) {
      // The end has the suffix.
      clean =
          clean.substring(clean.offsetByCodePoints(0, points - LONGEST)).replaceAll("^[. ]+", "");
    }
    return clean.isEmpty() || RESERVED.matcher(clean).matches() ? NONE : clean;
  }

  /** A clean name without its suffix. */
  static String stem(String clean) {
    int dot = clean.lastIndexOf('.');
    return dot > 0 ? clean.substring(0, dot) : clean;
  }

  /** The value of a header that makes browsers save a file under a clean name. */
  static String attachment(String clean) {
    StringBuilder plain = new StringBuilder();
    StringBuilder coded = new StringBuilder();
    for (byte b : clean.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      boolean safe =
          b >= '0' && b <= '9'
              || b >= 'A' && b <= 'Z'
              || b >= 'a' && b <= 'z'
              || "._-".indexOf(b) >= 0;
      coded.append(safe ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    clean.codePoints().forEach(c -> plain.append(c < 0x7F ? (char) c : '_'));
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + coded;
  }
}
