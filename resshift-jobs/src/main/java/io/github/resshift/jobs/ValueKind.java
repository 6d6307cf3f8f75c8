package io.github.resshift.jobs;

import io.github.resshift.restore.Box;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the value of an option may be. Values are texts; kinds are immutable. */
public sealed interface ValueKind {
  /** What a value must be, as the rest of a sentence after "must be". */
  String allowed();

  /** Whether a text is such a value. */
  boolean accepts(String text);

  /**
   * A whole number.
   *
   * @param least the smallest
   * @param most the greatest; {@link Long#MAX_VALUE} where there is none
   */
  record Whole(long least, long most) implements ValueKind {
    @Override
    public String allowed() {
      if (least == Long.MIN_VALUE) {
        return "a whole number of 64 bits";
      }
      return most == Long.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
    }

    @Override
    public boolean accepts(String text) {
      try {
        long value = Long.parseLong(text.trim());
        return value >= least && value <= most;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  /** A number with or without a fraction, from {@code least} to {@code most}. */
  record Number(double least, double most) implements ValueKind {
    @Override
    public String allowed() {
      return "from " + shown(least) + " to " + shown(most);
    }

    private static String shown(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    @Override
    public boolean accepts(String text) {
      try {
        double value = Double.parseDouble(text.trim());
        return value >= least && value <= most;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  /** One of some words, in any case. */
  record OneOf(List<String> words) implements ValueKind {
    /** Copies the list. */
    public OneOf {
      words = List.copyOf(words);
    }

    /** The constants of an enum, in lower case with hyphens. */
    static OneOf of(Class<? extends Enum<?>> type) {
      return new OneOf(Arrays.stream(type.getEnumConstants()).map(OneOf::word).toList());
    }

    /** The word for a constant. */
    static String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant for a word that is one of them. */
    static <E extends Enum<E>> E constant(Class<E> type, String word) {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String allowed() {
      int last = words.size() - 1;
      return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    @Override
    public boolean accepts(String text) {
      return words.stream().anyMatch(text::equalsIgnoreCase);
    }
  }

  /** A text of some form, which {@code allowed} names. */
  record Matching(Pattern form, String allowed) implements ValueKind {
    @Override
    public boolean accepts(String text) {
      return form.matcher(text).matches();
    }
  }

  /** Yes or no; given means yes. */
  record Flag() implements ValueKind {
    @Override
    public String allowed() {
      return "true or false";
    }

    @Override
    public boolean accepts(String text) {
      return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }
  }

  /** The side of a tile in pixels of the input, or {@code auto}. */
  record TileSide() implements ValueKind {
    private static final Whole SIDE = new Whole(16, 16_384);

    /** The longest side. */
    static int most() {
      return (int) SIDE.most;
    }

    @Override
    public String allowed() {
      return "auto or a number " + SIDE.allowed();
    }

    @Override
    public boolean accepts(String text) {
      return text.equalsIgnoreCase("auto") || SIDE.accepts(text);
    }
  }

  /** An amount of memory, such as {@code 4g} or {@code 1500m}. */
  record Memory() implements ValueKind {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)([mg])b?");
    private static final long LEAST = 256L << 20;

    @Override
    public String allowed() {
      return "a size of memory from 256m on, such as 4g or 1500m";
    }

    @Override
    public boolean accepts(String text) {
      return bytes(text).isPresent();
    }

    /** The bytes that a text means. */
    public static Optional<Long> bytes(String text) {
      Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      long unit = matcher.group(2).equals("g") ? 1L << 30 : 1L << 20;
      long bytes = (long) (Double.parseDouble(matcher.group(1)) * unit);
      return Optional.of(bytes).filter(some -> some >= LEAST);
    }
  }

  /** A rectangle; there may be several. */
  record Rectangle() implements ValueKind {
    private static final Pattern FORM =
        Pattern.compile("(-?\\d{1,6}),(-?\\d{1,6}),(\\d{1,6}),(\\d{1,6})");

    @Override
    public String allowed() {
      return "a box left,top,width,height in pixels, such as 120,80,64,48";
    }

    @Override
    public boolean accepts(String text) {
      return box(text).isPresent();
    }

    /** The rectangle that a text means. */
    static Optional<Box> box(String text) {
      Matcher numbers = FORM.matcher(text.replace(" ", ""));
      if (!numbers.matches()) {
        return Optional.empty();
      }
      int width = Integer.parseInt(numbers.group(3));
      int height = Integer.parseInt(numbers.group(4));
      return width < 1 || height < 1
          ? Optional.empty()
          : Optional.of(
              new Box(
                  Integer.parseInt(numbers.group(1)),
                  Integer.parseInt(numbers.group(2)),
                  width,
                  height));
    }
  }

  /** Any text: a name, or the path of a file on the machine that does the job. */
  record Text(boolean file) implements ValueKind {
    @Override
    public String allowed() {
      return file ? "the path of a file" : "a name";
    }

    @Override
    public boolean accepts(String text) {
      return !text.isBlank();
    }
  }
}
