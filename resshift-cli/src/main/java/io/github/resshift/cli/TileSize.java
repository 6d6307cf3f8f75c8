package io.github.resshift.cli;

import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --tile}.
 *
 * @param pixels side of a tile in pixels of the input, or empty for {@code auto}
 */
record TileSize(OptionalInt pixels) {
  static final int LEAST = 16;
  static final int MOST = 16_384;

  /** Reads {@code auto} or a number. */
  static final class Converter implements ITypeConverter<TileSize> {
    @Override
    public TileSize convert(String text) {
      if (text.equalsIgnoreCase("auto")) {
        return new TileSize(OptionalInt.empty());
      }
      try {
        int pixels = Integer.parseInt(text);
        if (pixels >= LEAST && pixels <= MOST) {
          return new TileSize(OptionalInt.of(pixels));
        }
      } catch (NumberFormatException e) {
        // Refused below like a number out of range.
      }
      throw new TypeConversionException(
          "'" + text + "' is neither auto nor a number from " + LEAST + " to " + MOST + ".");
    }
  }

  @Override
  public String toString() {
    return pixels.isPresent() ? Integer.toString(pixels.getAsInt()) : "auto";
  }
}
