package io.github.resshift.image;

import java.util.Arrays;

/** One plane of unsigned samples, 8 or 16 bits each, in row-major order. */
final class Samples {
  private final byte[] bytes;
  private final short[] shorts;

  private Samples(byte[] bytes, short[] shorts) {
    this.bytes = bytes;
    this.shorts = shorts;
  }

  /** A plane of zeros. */
  static Samples allocate(int count, int depth) {
    return depth == 8 ? new Samples(new byte[count], null) : new Samples(null, new short[count]);
  }

  int count() {
    return bytes != null ? bytes.length : shorts.length;
  }

  int get(int index) {
    return bytes != null ? bytes[index] & 0xFF : shorts[index] & 0xFFFF;
  }

  void set(int index, int value) {
    if (bytes != null) {
      bytes[index] = (byte) value;
    } else {
      shorts[index] = (short) value;
    }
  }

  /** Copies a plane of the same depth to a place in this one. */
  void copyFrom(Samples other, int at) {
    if (bytes != null) {
      System.arraycopy(other.bytes, 0, bytes, at, other.bytes.length);
    } else {
      System.arraycopy(other.shorts, 0, shorts, at, other.shorts.length);
    }
  }

  void fill(int value) {
    if (bytes != null) {
      Arrays.fill(bytes, (byte) value);
    } else {
      Arrays.fill(shorts, (short) value);
    }
  }

  boolean sameAs(Samples other) {
    return Arrays.equals(bytes, other.bytes) && Arrays.equals(shorts, other.shorts);
  }

  int hash() {
    return 31 * Arrays.hashCode(bytes) + Arrays.hashCode(shorts);
  }
}
