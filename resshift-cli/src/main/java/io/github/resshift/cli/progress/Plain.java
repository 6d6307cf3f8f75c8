package io.github.resshift.cli.progress;

import io.github.resshift.image.FileNames;
import java.util.Locale;

/**
 * Text for people that may hold names of files: these may hold line breaks and the signals by which
 * a terminal changes colours, moves its cursor or is told what to type.
 */
public final class Plain {
  private static final char REPLACEMENT = '\uFFFD';

  private Plain() {}

  /** One line in which nothing but characters is left. */
  public static String line(String text) {
    return text(text.replace('\n', REPLACEMENT));
  }

  /** The same for text of several lines. */
  public static String text(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (FileNames.escaped(c)) {
        out.append(String.format(Locale.ROOT, "\\x%02X", c & 0xFF)); // a byte of a name
        continue;
      }
      boolean signal = Character.isISOControl(c) && c != '\n' || turnsAround(c);
      out.append(signal ? REPLACEMENT : c);
    }
    return out.toString();
  }

  /** Characters by which following text runs the other way, so that a suffix looks like another. */
  private static boolean turnsAround(char c) {
    return c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
  }
}
