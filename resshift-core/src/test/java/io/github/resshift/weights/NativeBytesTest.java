package io.github.resshift.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Memory beyond the 2 GiB of a Java buffer is reached as well as that below. */
class NativeBytesTest {
  private static final long FAR = 5L << 30;

  @TempDir Path folder;

  @Test
  void readsARange() throws IOException {
    try (var scope = Scope.open()) {
      var out = new ByteArrayOutputStream();
      NativeBytes.read(
          Tensors.of(new long[] {0x0706050403020100L, 0x0F0E0D0C0B0A0908L}, 2),
          3,
          7,
          piece -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            out.write(bytes);
          });
      assertThat(out.toByteArray()).containsExactly(3, 4, 5, 6, 7, 8, 9);
    }
  }

  /** The file has a hole of 5 GiB, which takes no room on the file systems of Linux. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void readsBeyondWhatOneBufferHolds() throws IOException {
    byte[] content = "far away".getBytes(StandardCharsets.US_ASCII);
    Path path = folder.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content), FAR);
    }
    CRC32 expected = new CRC32();
    expected.update(content);
    try (MappedFile file = MappedFile.map(path, Files.size(path))) {
      assertThat(file.crc(FAR, content.length)).isEqualTo(expected.getValue());
    }
  }
}
