package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockDeflaterTest {
  private static final int BLOCK = 1 << 18;
  private static final int LEVEL = 6;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 17})
  void whatIsCompressedComesBackWhateverTheThreads(int length) throws IOException {
    byte[] data = data(length);
    byte[] alone = compressed(data, 0, 4096);

    assertThat(new InflaterInputStream(new ByteArrayInputStream(alone)).readAllBytes())
        .isEqualTo(data);
    assertThat(compressed(data, 3, 4096)).isEqualTo(alone);
    assertThat(compressed(data, 1, 100_003)).isEqualTo(alone);
  }

  @ParameterizedTest
  @ValueSource(ints = 8 * BLOCK)
  void cuttingCostsLittle(int length) throws IOException {
    byte[] data = data(length);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(whole)) {
      out.write(data);
    }
    // Five bytes of a block's end, and the tables of a block that would have gone on.
    assertThat(compressed(data, 2, 4096).length).isLessThan((int) (1.01 * whole.size()));
  }

  private static byte[] compressed(byte[] data, int helpers, int piece) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BlockDeflater deflater = new BlockDeflater(LEVEL, helpers, out::writeBytes);
    for (int at = 0; at < data.length; at += piece) {
      deflater.write(Arrays.copyOfRange(data, at, Math.min(data.length, at + piece)));
    }
    deflater.finish();
    return out.toByteArray();
  }

  /** Some of it repeats what lies up to a window back. */
  private static byte[] data(int length) {
    Random random = new Random(5);
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = i > 30_000 && random.nextInt(64) > 0 ? data[i - 30_000] : (byte) random.nextInt(9);
    }
    return data;
  }
}
