package io.github.resshift.image.meta;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/** IPTC-IIM records (version 4.2): a mark, record and number, a length, data. */
final class IptcRecords {
  private static final int MARK = 0x1C;
  private static final int HEAD = 5;
  private static final int EXTENDED = 0x8000;

  /** A small picture of the old one. */
  private static final Set<Integer> PREVIEW = Set.of(200, 201, 202);

  /**
   * Numbers of record 2 that may stay when nothing private may: descriptions, authors, rights,
   * dates. Not places in words (26, 27, 90 to 101), contacts (118), references and identifiers.
   */
  private static final Set<Integer> PUBLIC =
      Set.of(
          0, 3, 4, 5, 7, 8, 10, 12, 15, 20, 25, 30, 35, 37, 38, 40, 42, 55, 60, 62, 63, 65, 70, 75,
          80, 85, 105, 110, 115, 116, 120, 121, 122, 130, 131, 135);

  private IptcRecords() {}

  /**
   * The records that are true of a result; null if there are none.
   *
   * @param onlyPublic whether only those that say nothing private may stay
   */
  static byte[] forResult(byte[] records, boolean onlyPublic) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at + HEAD <= records.length && records[at] == MARK) {
      int record = records[at + 1] & 0xFF;
      int number = records[at + 2] & 0xFF;
      long length = unsigned(records, at + 3, 2);
      int head = HEAD;
      if (length >= EXTENDED) {
        int digits = (int) length & ~EXTENDED;
        if (digits > 4 || at + HEAD + digits > records.length) {
          break;
        }
        length = unsigned(records, at + HEAD, digits);
        head += digits;
      }
      if (length > records.length - at - head) {
        break;
      }
      int end = at + head + (int) length;
      if (stays(record, number, onlyPublic)) {
        out.write(records, at, end - at);
      }
      at = end;
    }
    return out.size() == 0 ? null : out.toByteArray();
  }

  private static boolean stays(int record, int number, boolean onlyPublic) {
    if (record == 1) {
      return number == 90 || !onlyPublic; // how texts are coded
    }
    if (record == 2) {
      return !PREVIEW.contains(number) && (!onlyPublic || PUBLIC.contains(number));
    }
    return record < 7 && !onlyPublic; // 7 to 9 are an object's data
  }

  private static long unsigned(byte[] data, int at, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      value = value << 8 | data[at + i] & 0xFF;
    }
    return value;
  }
}
