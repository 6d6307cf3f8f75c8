package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {"a.png", "Zo\u00EB/\u65E5\u672C.png", "", "/", "/a b%20c", "../x", "\uD83D\uDE00"})
  void namesInUtf8AreTheirOwnText(String name) {
    assertThat(FileNames.text(FileNames.path(name))).isEqualTo(name);
    assertThat(FileNames.decode(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(name);
    assertThat(FileNames.encode(name)).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyRowOfBytesHasATextOfItsOwn() {
    Random random = new Random(7);
    for (int n = 0; n < 20_000; n++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      random.nextBytes(bytes);
      assertThat(FileNames.encode(FileNames.decode(bytes))).isEqualTo(bytes);
    }
    // Characters of the name's own that look like those that stand for bytes.
    byte[] own = "a\uEFE4\uEF80b".getBytes(StandardCharsets.UTF_8);
    assertThat(FileNames.encode(FileNames.decode(own))).isEqualTo(own);
  }

  @Test
  @EnabledOnOs(OS.LINUX) // other systems have no such names
  void aNameThatIsNoUtf8IsFoundAgain() throws IOException {
    String text = "B\uEFE4r.png"; // ISO-8859-1
    Path file = FileNames.resolve(dir, text);
    Files.writeString(file, "x");
    Path found;
    try (Stream<Path> all = Files.list(dir)) {
      found = all.findFirst().orElseThrow();
    }
    assertThat(FileNames.name(found)).isEqualTo(text);
    assertThat(found.toUri().getRawPath()).endsWith("/B%E4r.png");
    assertThat(FileNames.path(FileNames.text(found))).isEqualTo(found);
    assertThat(FileNames.text(dir.relativize(found))).isEqualTo(text);
    assertThat(Files.readString(FileNames.sibling(dir.resolve("other"), text))).isEqualTo("x");
  }
}
