package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFileIsWrittenWithTheFoldersAboveIt() throws IOException {
    Path file = folder.resolve("a/b/c.txt");
    AtomicFile.write(file, "first");
    AtomicFile.write(file, "größer");
    assertThat(file).hasContent("größer");
    assertThat(names(file.getParent())).containsExactly("c.txt");
  }

  @Test
  void aFailureLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("c.txt"), "before");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[9]));
                      assertThat(names(folder)).hasSize(2);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(file).hasContent("before");
    assertThat(names(folder)).containsExactly("c.txt");
  }

  @Test
  void theLongestNamesHaveATemporaryOne() throws IOException {
    Path file = folder.resolve("\u00FC".repeat(125) + ".txt");
    AtomicFile.write(file, "x");
    assertThat(file).hasContent("x");
    assertThat(AtomicFile.part(file).getFileName().toString())
        .startsWith("." + "\u00FC".repeat(50) + ".")
        .endsWith(".part");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
