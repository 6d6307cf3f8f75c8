package io.github.resshift.image;

/**
 * A Huffman table for decoding (ITU-T T.81, F.2.2.3).
 *
 * @param least the smallest code of each length
 * @param greatest the greatest code of each length, -1 for none
 * @param first place of the first value of each length
 * @param values in the order of their codes
 */
record JpegCodeTable(int[] least, int[] greatest, int[] first, int[] values) {
  /** From the counts of each length, and the values behind them. */
  static JpegCodeTable of(byte[] file, int at, int count) {
    int[] least = new int[17];
    int[] greatest = new int[17];
    int[] first = new int[17];
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = file[at + 16 + i] & 0xFF;
    }
    int code = 0;
    int next = 0;
    for (int length = 1; length <= 16; length++, code <<= 1) {
      int n = file[at + length - 1] & 0xFF;
      least[length] = code;
      first[length] = next;
      greatest[length] = n == 0 ? -1 : code + n - 1;
      code += n;
      next += n;
    }
    return new JpegCodeTable(least, greatest, first, values);
  }
}
