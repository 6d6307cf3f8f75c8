package io.github.resshift.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --memory}.
 *
 * @param bytes at least 256 MiB
 */
record MemorySize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)([mg])b?");
  private static final long LEAST = 256L << 20;

  /** Reads {@code 4g} or {@code 1500m}. */
  static final class Converter implements ITypeConverter<MemorySize> {
    @Override
    public MemorySize convert(String text) {
      Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (matcher.matches()) {
        long unit = matcher.group(2).equals("g") ? 1L << 30 : 1L << 20;
        long bytes = (long) (Double.parseDouble(matcher.group(1)) * unit);
        if (bytes >= LEAST) {
          return new MemorySize(bytes);
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is no size of memory from 256m on, such as 4g or 1500m.");
    }
  }

  @Override
  public String toString() {
    return (bytes >> 20) + "m";
  }
}
