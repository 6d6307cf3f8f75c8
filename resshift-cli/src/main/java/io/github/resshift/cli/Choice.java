package io.github.resshift.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of the values of an enum, in any case, and names them all if it is none. */
final class Choice<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  private Choice(Class<E> type) {
    this.type = type;
  }

  /** Makes options of {@code type} read this way. */
  static <E extends Enum<E>> void register(CommandLine command, Class<E> type) {
    command.registerConverter(type, new Choice<>(type));
  }

  @Override
  public E convert(String text) {
    for (E value : type.getEnumConstants()) {
      if (label(value).equalsIgnoreCase(text)) {
        return value;
      }
    }
    String all =
        Arrays.stream(type.getEnumConstants()).map(Choice::label).collect(Collectors.joining(", "));
    throw new TypeConversionException("'" + text + "' is none of " + all + ".");
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
