package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFilesTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tif"})
  void theContentDecidesWhateverTheName(String format) throws IOException {
    Path file = dir.resolve("picture");
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    assertThat(PictureFiles.isPicture(file)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftypheic", "ftypavif", "JXL \r\n"})
  void formatsThatAreRefusedByNameAreAmongThem(String tag) throws IOException {
    Path file = Files.writeString(dir.resolve("x"), "\0\0\0\u000C" + tag + "\0\0\0\0");
    assertThat(PictureFiles.isPicture(file)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "BM", "BMW and other cars, a list", "GIF", "RIFF....WAVE", "%PDF-1.4"})
  void otherFilesAreNot(String content) throws IOException {
    Path file = dir.resolve("notes.txt");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(PictureFiles.isPicture(file)).isFalse();
    // It should have been one, and whoever reads it says what is wrong.
    assertThat(PictureFiles.isPicture(Files.copy(file, dir.resolve("a.JFIF")))).isTrue();
  }

  @Test
  void foldersOfNetworkDrivesAreKnown() {
    assertThat(PictureFiles.keptBySystem(Path.of("in/@eaDir"))).isTrue();
    assertThat(PictureFiles.keptBySystem(Path.of("#recycle"))).isTrue();
    assertThat(PictureFiles.keptBySystem(Path.of("@home"))).isFalse();
    assertThat(PictureFiles.hidden(Path.of("in/.@__thumb"))).isTrue();
  }
}
