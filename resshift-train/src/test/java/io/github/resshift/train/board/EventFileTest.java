package io.github.resshift.train.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  @TempDir Path folder;

  @Test
  void theChecksumIsTheMaskedOneOfTfRecord() {
    // CRC-32C of "123456789" is E3069283 (RFC 3720, B.4); turned right by 15 bits: 2507C60D.
    int sum = EventFile.maskedSum("123456789".getBytes(StandardCharsets.US_ASCII));
    assertThat(sum).isEqualTo(0x2507C60D + 0xA282EAD8);
  }

  @Test
  void recordsHaveLengthChecksumAndTheFieldsOfAnEvent() throws IOException {
    try (EventFile events = new EventFile(folder, 1)) {
      events.scalar("a", 300, 1.5);
      events.image("p", 7, 2, 1, new byte[] {9, 8, 7});
    }
    List<byte[]> records = records();
    assertThat(records).hasSize(3);
    assertThat(new String(records.get(0), StandardCharsets.US_ASCII)).endsWith("brain.Event:2");
    // Field 1 is the time, a double. Step 300 is AC 02; the summary (2A) has one value (0A) with
    // the tag (0A) "a" and the float (15) 1.5.
    assertThat(afterTime(records.get(1))).isEqualTo("10ac022a0a0a080a0161150000c03f");
    // An image (22) of height 1, width 2 and 3 channels with its bytes (22).
    assertThat(afterTime(records.get(2))).isEqualTo("10072a120a100a0170220b0801100218032203090807");
  }

  @Test
  void aResumedRunTellsReadersWhereItStartsAgain() throws IOException {
    new EventFile(folder, 1).close();
    new EventFile(folder, 41).close();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
    // Step 41, session log (3A) with status 1.
    assertThat(afterTime(records().get(2))).isEqualTo("10293a020801");
  }

  private static String afterTime(byte[] record) {
    assertThat(record[0]).isEqualTo((byte) 9);
    return HexFormat.of().formatHex(Arrays.copyOfRange(record, 9, record.length));
  }

  private List<byte[]> records() throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (all.hasRemaining()) {
          byte[] length = new byte[Long.BYTES];
          all.get(length);
          assertThat(all.getInt()).isEqualTo(EventFile.maskedSum(length));
          byte[] data =
              new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
          all.get(data);
          assertThat(all.getInt()).isEqualTo(EventFile.maskedSum(data));
          records.add(data);
        }
      }
    }
    return records;
  }
}
