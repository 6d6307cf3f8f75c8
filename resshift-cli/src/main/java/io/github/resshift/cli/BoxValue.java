package io.github.resshift.cli;

import io.github.resshift.restore.Box;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code x,y,w,h}: left, top, width and height of a rectangle in pixels. */
final class BoxValue implements ITypeConverter<Box> {
  private static final Pattern FORM =
      Pattern.compile("(-?\\d{1,6}),(-?\\d{1,6}),(\\d{1,6}),(\\d{1,6})");

  @Override
  public Box convert(String text) {
    Matcher numbers = FORM.matcher(text.replace(" ", ""));
    if (numbers.matches()) {
      int width = Integer.parseInt(numbers.group(3));
      int height = Integer.parseInt(numbers.group(4));
      if (width > 0 && height > 0) {
        return new Box(
            Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)), width, height);
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is no box; write left,top,width,height in pixels, such as 120,80,64,48.");
  }
}
