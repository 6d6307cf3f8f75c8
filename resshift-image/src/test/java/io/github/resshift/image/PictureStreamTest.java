package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.meta.Metadata;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureStreamTest {
  @TempDir Path folder;

  /** Pieces of any height give the bytes that the whole picture gives. */
  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void piecesGiveTheBytesOfTheWhole(PictureFormat format) throws IOException {
    for (boolean gray : new boolean[] {false, true}) {
      for (int depth : new int[] {8, 16}) {
        Picture whole = Pictures.random(5, 61, 83, depth, gray, !gray);
        Path one = folder.resolve("one");
        Path many = folder.resolve("many");
        write(whole, one, format, 83);
        write(whole, many, format, 7);
        assertThat(Files.readAllBytes(many)).isEqualTo(Files.readAllBytes(one));
      }
    }
  }

  @Test
  void rowsInMemoryAreThePicture() {
    for (boolean gray : new boolean[] {false, true}) {
      Picture whole = Pictures.random(6, 19, 40, gray ? 16 : 8, gray, true);
      PictureCollector collector = new PictureCollector(whole.shape());
      assertThatThrownBy(collector::picture).isInstanceOf(IllegalStateException.class);
      feed(whole, collector, 9);
      assertThat(collector.picture()).isEqualTo(whole);
    }
  }

  @Test
  void nothingIsLeftWithoutCommit() throws IOException {
    Picture picture = Pictures.random(1, 20, 20, 8, false, false);
    Path file = folder.resolve("a.png");
    try (PictureStream stream =
        PictureStream.open(picture.shape(), Metadata.NONE, file, PictureFormat.PNG, 90)) {
      stream.rows(picture);
    }
    PictureStream unfinished =
        PictureStream.open(picture.shape(), Metadata.NONE, file, PictureFormat.TIFF, 90);
    assertThatThrownBy(unfinished::commit).isInstanceOf(IllegalStateException.class);
    unfinished.close();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void rowsOfAnotherKindAreRefused() {
    PictureShape shape = new PictureShape(20, 20, 8, false, false);
    try (PictureStream stream =
        PictureStream.open(shape, Metadata.NONE, folder.resolve("a.png"), PictureFormat.PNG, 90)) {
      for (Picture other :
          List.of(
              Pictures.random(1, 21, 5, 8, false, false),
              Pictures.random(1, 20, 5, 16, false, false),
              Pictures.random(1, 20, 5, 8, true, false),
              Pictures.random(1, 20, 5, 8, false, true))) {
        assertThatThrownBy(() -> stream.rows(other)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  /** Java's own decoder, which knows nothing of this encoder, reads what was written. */
  @ParameterizedTest
  @CsvSource({"95,false,3", "95,true,2", "60,false,9", "1,false,80"})
  void otherDecodersReadTheJpeg(int quality, boolean gray, int tolerance) throws IOException {
    for (int[] size : new int[][] {{1, 1}, {17, 9}, {8, 16}, {50, 33}}) {
      Picture picture = smooth(size[0], size[1], gray);
      Path file = folder.resolve("a.jpg");
      PictureWriter.write(picture, file, PictureFormat.JPEG, quality);
      BufferedImage read = ImageIO.read(file.toFile());
      assertThat(read.getWidth()).isEqualTo(size[0]);
      assertThat(read.getHeight()).isEqualTo(size[1]);
      for (int y = 0; y < size[1]; y++) {
        for (int x = 0; x < size[0]; x++) {
          int at = y * size[0] + x;
          for (int c = 0; c < picture.colourCount(); c++) {
            int value = read.getRaster().getSample(x, y, gray ? 0 : c);
            int expected = picture.colour(c).get(at);
            assertThat(value).isBetween(expected - tolerance, expected + tolerance);
          }
        }
      }
    }
  }

  /** Black and white by turns has the largest coefficients there are. */
  @ParameterizedTest
  @ValueSource(ints = {1, 50, 89, 100})
  void extremeContrastIsCoded(int quality) throws IOException {
    Samples plane = Samples.allocate(64 * 64, 8);
    for (int i = 0; i < plane.count(); i++) {
      plane.set(i, (i % 64 + i / 64) % 2 * 255);
    }
    Picture picture = new Picture(64, 64, 8, new Samples[] {plane, plane, plane}, null);
    Path file = folder.resolve("a.jpg");
    PictureWriter.write(picture, file, PictureFormat.JPEG, quality);
    BufferedImage read = ImageIO.read(file.toFile());
    if (quality == 100) {
      assertThat(read.getRGB(0, 0) & 0xFF).isLessThan(6);
      assertThat(read.getRGB(1, 0) & 0xFF).isGreaterThan(249);
    }
  }

  /** Ramps of gray, so that halved colours lose nothing. */
  private static Picture smooth(int width, int height, boolean gray) {
    Samples plane = Samples.allocate(width * height, 8);
    for (int i = 0; i < plane.count(); i++) {
      plane.set(i, 30 + 2 * (i % width) + i / width);
    }
    Samples[] planes = gray ? new Samples[] {plane} : new Samples[] {plane, plane, plane};
    return new Picture(width, height, 8, planes, null);
  }

  private static void write(Picture picture, Path file, PictureFormat format, int rows) {
    try (PictureStream stream =
        PictureStream.open(picture.shape(), Metadata.NONE, file, format, 80)) {
      feed(picture, stream, rows);
      stream.commit();
    }
  }

  private static void feed(Picture picture, PictureSink sink, int rows) {
    for (int top = 0; top < picture.height(); top += rows) {
      sink.rows(band(picture, top, Math.min(rows, picture.height() - top)));
    }
  }

  private static Picture band(Picture picture, int top, int rows) {
    Samples[] planes = new Samples[picture.colourCount()];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = cut(picture.colour(c), picture, top, rows);
    }
    Samples alpha = picture.hasAlpha() ? cut(picture.alphaSamples(), picture, top, rows) : null;
    return new Picture(picture.width(), rows, picture.depth(), planes, alpha);
  }

  private static Samples cut(Samples plane, Picture picture, int top, int rows) {
    Samples part = Samples.allocate(rows * picture.width(), picture.depth());
    for (int i = 0; i < part.count(); i++) {
      part.set(i, plane.get(top * picture.width() + i));
    }
    return part;
  }
}
