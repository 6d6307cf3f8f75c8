package io.github.resshift.image.meta;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The value of a tag (TIFF 6.0, section 2).
 *
 * @param type 1 byte, 2 ASCII, 3 short, 4 long, 5 rational, ..., 13 IFD
 * @param value the elements one after the other, big-endian; not to be changed
 */
public record Field(int type, byte[] value) {
  static final int ASCII = 2;
  static final int SHORT = 3;
  static final int LONG = 4;
  static final int RATIONAL = 5;
  static final int UNDEFINED = 7;
  private static final int IFD = 13;
  private static final int LONG8 = 16;
  private static final int IFD8 = 18;
  private static final int[] BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /** Size of the unit that has a byte order: rationals are two longs. */
  private static final int[] WORD = {0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4, 1, 1, 8, 8, 8};

  /** Bytes an element, 0 for unknown types. */
  static int bytes(int type) {
    return type > 0 && type < BYTES.length ? BYTES[type] : 0;
  }

  /**
   * A value as it stands in a file of that byte order. The long numbers of BigTIFF become numbers
   * of 32 bits, which is all that other files know.
   *
   * @return null if a number is too large for that
   */
  static Field of(int type, byte[] stored, ByteOrder order) {
    byte[] value = ordered(type, stored, order);
    return type < LONG8 ? new Field(type, value) : shortened(type, value);
  }

  private static Field shortened(int type, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    ByteBuffer out = ByteBuffer.allocate(value.length / 2);
    while (in.remaining() >= 8) {
      long number = in.getLong();
      if (number < 0 || number > 0xFFFFFFFFL) {
        return null;
      }
      out.putInt((int) number);
    }
    return new Field(type == IFD8 ? IFD : LONG, out.array());
  }

  /** Unsigned 16-bit numbers. */
  public static Field shorts(int... numbers) {
    ByteBuffer out = ByteBuffer.allocate(2 * numbers.length);
    for (int n : numbers) {
      out.putShort((short) n);
    }
    return new Field(SHORT, out.array());
  }

  /** Unsigned 32-bit numbers. */
  public static Field longs(long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(4 * numbers.length);
    for (long n : numbers) {
      out.putInt((int) n);
    }
    return new Field(LONG, out.array());
  }

  /** A positive fraction with four decimals, if its whole part leaves room for them. */
  public static Field rational(double number) {
    boolean whole = number == Math.rint(number) || number > Integer.MAX_VALUE / 10_000;
    int below = whole ? 1 : 10_000;
    ByteBuffer out = ByteBuffer.allocate(8);
    out.putInt((int) Math.round(number * below)).putInt(below);
    return new Field(RATIONAL, out.array());
  }

  /** Text; other than ASCII becomes UTF-8. */
  public static Field text(String text) {
    return new Field(ASCII, (text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that mean something to somebody. */
  public static Field opaque(byte[] bytes) {
    return new Field(UNDEFINED, bytes);
  }

  int count() {
    return value.length / bytes(type);
  }

  /** The first element as a number, or -1 where there is none. */
  public double number() {
    return value.length < bytes(type) ? -1 : number(ByteBuffer.wrap(value));
  }

  /** All elements as numbers; -1 for each of a type that has none. */
  public double[] numbers() {
    ByteBuffer in = ByteBuffer.wrap(value);
    double[] numbers = new double[count()];
    for (int i = 0; i < numbers.length; i++) {
      in.position(i * bytes(type));
      numbers[i] = number(in);
    }
    return numbers;
  }

  private double number(ByteBuffer in) {
    return switch (type) {
      case 1 -> in.get() & 0xFF;
      case SHORT -> in.getShort() & 0xFFFF;
      case LONG, IFD -> Integer.toUnsignedLong(in.getInt());
      case RATIONAL -> {
        double above = Integer.toUnsignedLong(in.getInt());
        yield above / Integer.toUnsignedLong(in.getInt());
      }
      default -> -1;
    };
  }

  /** The value as text, without what follows a zero. */
  public String string() {
    String text = new String(value, StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** The value as it stands in a file of that byte order. */
  byte[] stored(ByteOrder order) {
    return ordered(type, value, order);
  }

  private static byte[] ordered(int type, byte[] bytes, ByteOrder order) {
    int word = WORD[type];
    if (word == 1 || order == ByteOrder.BIG_ENDIAN) {
      return bytes;
    }
    byte[] swapped = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int start = i / word * word;
      swapped[i] = bytes[start + word - 1 - (i - start)];
    }
    return swapped;
  }
}
