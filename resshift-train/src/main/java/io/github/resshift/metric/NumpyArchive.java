package io.github.resshift.metric;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads the float64 arrays of a NumPy {@code .npz} file; others in it are passed over. */
final class NumpyArchive {
  private static final String SUFFIX = ".npy";
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LIMIT = 1 << 24;

  private NumpyArchive() {}

  /** The arrays by name, in the order of the file: rows or columns first, as its writer had it. */
  static Map<String, double[]> read(byte[] archive) throws IOException {
    Map<String, double[]> arrays = new LinkedHashMap<>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(SUFFIX)) {
          String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
          double[] values = array(name, zip.readNBytes(LIMIT));
          if (values != null) {
            arrays.put(name, values);
          }
        }
      }
    }
    return arrays;
  }

  private static double[] array(String name, byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (content.length < 10
        || in.mismatch(ByteBuffer.wrap(MAGIC)) != MAGIC.length
        || content[6] != 1) {
      throw new IllegalArgumentException(name + " is no array of NumPy's format 1");
    }
    int length = in.getShort(8) & 0xFFFF;
    if (content.length < 10 + length) {
      throw new IllegalArgumentException(name + " ends in its header");
    }
    String header = new String(content, 10, length, StandardCharsets.ISO_8859_1);
    if (!header.contains("'<f8'")) {
      return null;
    }
    double[] values = new double[(content.length - 10 - length) / Double.BYTES];
    in.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
