package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureWriterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "PNG,8,false,false", "PNG,8,false,true", "PNG,8,true,false", "PNG,8,true,true",
    "PNG,16,false,false", "PNG,16,false,true", "PNG,16,true,false", "PNG,16,true,true",
    "TIFF,8,false,false", "TIFF,8,false,true", "TIFF,8,true,false", "TIFF,8,true,true",
    "TIFF,16,false,false", "TIFF,16,false,true", "TIFF,16,true,false", "TIFF,16,true,true"
  })
  void losslessFormatsComeBackUnchanged(
      PictureFormat format, int depth, boolean gray, boolean alpha) {
    for (int[] size : new int[][] {{1, 1}, {37, 23}, {300, 2}}) {
      Picture picture = Pictures.random(7, size[0], size[1], depth, gray, alpha);
      Path file = folder.resolve("picture." + format.suffix());
      assertThat(PictureWriter.write(picture, file, format, 90)).isEmpty();
      assertThat(new PictureReader().read(file, PictureWriterTest::noNote)).isEqualTo(picture);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void webpOfQuality100LosesNothing(boolean alpha) {
    Picture picture = Pictures.random(8, 37, 23, 8, false, alpha);
    Path file = folder.resolve("picture.webp");
    assertThat(PictureWriter.write(picture, file, PictureFormat.WEBP, 100)).isEmpty();
    assertThat(new PictureReader().read(file, PictureWriterTest::noNote)).isEqualTo(picture);
  }

  @Test
  void webpIsCloseAndItsLimitIsSaid() {
    Picture picture = Pictures.ramps(64, 48, 8, false);
    Path file = folder.resolve("picture.webp");
    assertThat(PictureWriter.write(picture, file, PictureFormat.WEBP, 95)).isEmpty();
    Picture read = new PictureReader().read(file);
    for (int c = 0; c < 3; c++) {
      assertThat(Pictures.mean(read.colour(c), 8))
          .isCloseTo(Pictures.mean(picture.colour(c), 8), within(1.5));
    }
    Picture wide = Pictures.random(1, 16384, 1, 8, true, false);
    assertThatThrownBy(() -> PictureWriter.write(wide, file, PictureFormat.WEBP, 95))
        .hasMessageContaining("16383");
  }

  private static void noNote(String note) {
    throw new AssertionError(note);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jpegIsCloseAndKeepsGray(boolean gray) {
    Picture picture = Pictures.ramps(64, 48, 8, gray);
    Path file = folder.resolve("picture.jpg");
    assertThat(PictureWriter.write(picture, file, PictureFormat.JPEG, 95)).isEmpty();
    Picture read = new PictureReader().read(file);
    assertThat(read.gray()).isEqualTo(gray);
    for (int c = 0; c < picture.colourCount(); c++) {
      for (int i = 0; i < picture.colour(c).count(); i++) {
        // Quality 95 quantises by a few levels, and the colour transform rounds.
        assertThat(read.colour(c).get(i))
            .isBetween(picture.colour(c).get(i) - 6, picture.colour(c).get(i) + 6);
      }
    }
  }

  @Test
  void higherQualityGivesLargerFiles() throws IOException {
    Picture picture = Pictures.random(3, 64, 64, 8, false, false);
    long before = 0;
    for (int quality : new int[] {1, 30, 60, 89, 90, 100}) {
      Path file = folder.resolve("q" + quality + ".jpg");
      PictureWriter.write(picture, file, PictureFormat.JPEG, quality);
      assertThat(Files.size(file)).isGreaterThan(before);
      before = Files.size(file);
    }
  }

  @Test
  void jpegSaysWhatItLoses() {
    Samples gray = Samples.allocate(4, 16);
    Samples alpha = Samples.allocate(4, 16);
    alpha.set(0, 65535);
    Picture picture = new Picture(4, 1, 16, new Samples[] {gray}, alpha);
    Path file = folder.resolve("picture.jpg");
    List<String> notes = PictureWriter.write(picture, file, PictureFormat.JPEG, 100);
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0)).contains("picture.jpg").contains("alpha").contains("white");
    assertThat(notes.get(1)).contains("8 bits");
    Picture read = new PictureReader().read(file);
    assertThat(read.hasAlpha()).isFalse();
    assertThat(read.colour(0).get(0)).isLessThan(8);
    assertThat(read.colour(0).get(3)).isGreaterThan(247);
  }

  @Test
  void sameBytesTwiceAndNoPartIsLeft() throws IOException {
    Picture picture = Pictures.random(5, 50, 40, 8, false, true);
    for (PictureFormat format : PictureFormat.values()) {
      Path a = folder.resolve("a." + format.suffix());
      Path b = folder.resolve("b." + format.suffix());
      PictureWriter.write(picture, a, format, 80);
      PictureWriter.write(picture, b, format, 80);
      assertThat(a).hasSameBinaryContentAs(b);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.endsWith(".part"));
    }
  }

  @Test
  void anExistingFileIsReplacedAndAFailureLeavesItAlone() throws IOException {
    Path file = folder.resolve("picture.png");
    Files.writeString(file, "old");
    Picture picture = Pictures.random(5, 5, 4, 8, false, false);
    assertThatThrownBy(() -> PictureWriter.write(picture, file, PictureFormat.PNG, 0))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("1 and 100");
    assertThat(file).hasContent("old");
    PictureWriter.write(picture, file, PictureFormat.PNG, 90);
    assertThat(new PictureReader().read(file)).isEqualTo(picture);
  }

  @Test
  void aMissingFolderIsNamed() {
    Picture picture = Pictures.random(5, 5, 4, 8, false, false);
    Path file = folder.resolve("absent").resolve("picture.png");
    assertThatThrownBy(() -> PictureWriter.write(picture, file, PictureFormat.PNG, 90))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("absent")
        .hasMessageContaining("does not exist");
  }

  @Test
  void formatsBySuffix() {
    assertThat(PictureFormat.of("PNG")).isEqualTo(PictureFormat.PNG);
    assertThat(PictureFormat.of(".jpeg")).isEqualTo(PictureFormat.JPEG);
    assertThat(PictureFormat.of(Path.of("a.b/c.TIF"))).isEqualTo(PictureFormat.TIFF);
    assertThatThrownBy(() -> PictureFormat.of("gif"))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("GIF");
    assertThatThrownBy(() -> PictureFormat.of("txt"))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("'txt'");
    assertThatThrownBy(() -> PictureFormat.of(Path.of("name")))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("no suffix");
  }
}
