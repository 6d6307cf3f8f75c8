package io.github.resshift.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PhotoCacheTest {
  @TempDir Path folder;

  @Test
  void keepsThePixelsOfAllKindsOfPictures() throws IOException {
    BufferedImage colour =
        TestPhotos.noise(folder.resolve("a.png"), 11, 7, BufferedImage.TYPE_3BYTE_BGR, 1);
    BufferedImage gray =
        TestPhotos.noise(folder.resolve("sub/b.png"), 5, 9, BufferedImage.TYPE_BYTE_GRAY, 2);
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("c/cache"), 2);
    assertThat(cache.photos())
        .extracting(PhotoCache.Photo::name)
        .containsExactly("a.png", "sub/b.png");
    byte[] part = cache.crop(cache.photos().get(0), 3, 2, 4, 5);
    byte[] grayPart = cache.crop(cache.photos().get(1), 0, 0, 5, 9);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 4; x++) {
        int rgb = colour.getRGB(3 + x, 2 + y);
        int at = 3 * (y * 4 + x);
        assertThat(part[at]).isEqualTo((byte) (rgb >> 16));
        assertThat(part[at + 1]).isEqualTo((byte) (rgb >> 8));
        assertThat(part[at + 2]).isEqualTo((byte) rgb);
      }
    }
    for (int i = 0; i < 45; i++) {
      byte value = (byte) gray.getRaster().getSample(i % 5, i / 5, 0);
      assertThat(Arrays.copyOfRange(grayPart, 3 * i, 3 * i + 3)).containsOnly(value);
    }
  }

  @Test
  void putsTransparentPixelsOnWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00123456);
    image.setRGB(1, 0, 0xFF123456);
    RgbBytes decoded = RgbBytes.of(image);
    assertThat(decoded.rgb()).containsExactly(-1, -1, -1, 0x12, 0x34, 0x56);
  }

  @Test
  void averagesBlocksByTheFactorOfTheList() throws IOException {
    BufferedImage big =
        TestPhotos.noise(folder.resolve("a.png"), 8, 7, BufferedImage.TYPE_BYTE_GRAY, 3);
    Files.writeString(folder.resolve("photos.tsv"), "# list\na.png\t3\n");
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 1);
    PhotoCache.Photo photo = cache.photos().get(0);
    assertThat(photo.width()).isEqualTo(2);
    assertThat(photo.height()).isEqualTo(2);
    int sum = 0;
    for (int y = 3; y < 6; y++) {
      for (int x = 0; x < 3; x++) {
        sum += big.getRaster().getSample(x, y, 0);
      }
    }
    assertThat(cache.crop(photo, 0, 1, 1, 1)[0]).isEqualTo((byte) Math.round(sum / 9.0));
  }

  @Test
  void listsDamagedFilesAndGoesOn() throws IOException {
    TestPhotos.noise(folder.resolve("good.png"), 9, 9, BufferedImage.TYPE_3BYTE_BGR, 1);
    byte[] bytes = Files.readAllBytes(folder.resolve("good.png"));
    Files.write(folder.resolve("cut.png"), Arrays.copyOf(bytes, bytes.length / 2));
    Files.write(folder.resolve("text.jpg"), "no picture".getBytes());
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 2);
    assertThat(cache.photos()).extracting(PhotoCache.Photo::name).containsExactly("good.png");
    assertThat(cache.skipped())
        .extracting(PhotoCache.Skipped::name)
        .containsExactly("cut.png", "text.jpg");
    PhotoCache again = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 2);
    assertThat(again.skipped()).isEqualTo(cache.skipped());
  }

  /** Decoders fill up what is missing; nobody shall learn that filling. */
  @Test
  void photographsThatWereCutOffAreUnreadable() throws IOException {
    BufferedImage image =
        TestPhotos.noise(folder.resolve("good.png"), 64, 64, BufferedImage.TYPE_3BYTE_BGR, 1);
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    byte[] cut = Arrays.copyOf(jpeg.toByteArray(), jpeg.size() * 6 / 10);
    Files.write(folder.resolve("cut.jpg"), cut);
    PhotoCache cache = PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 2);
    assertThat(cache.photos()).extracting(PhotoCache.Photo::name).containsExactly("good.png");
    assertThat(cache.skipped())
        .containsExactly(
            new PhotoCache.Skipped(
                "cut.jpg", "is damaged or incomplete: its data ends too early."));
  }

  @Test
  void onePictureIsAPlaceToo() throws IOException {
    Path picture = folder.resolve("a");
    TestPhotos.noise(picture, 9, 7, BufferedImage.TYPE_3BYTE_BGR, 1);
    PhotoCache cache = PhotoCache.open(PhotoList.read(picture), folder.resolve("cache"), 1);
    assertThat(cache.photos()).extracting(PhotoCache.Photo::width).containsExactly(9);
    Path other = Files.write(folder.resolve("b"), new byte[] {1, 0, 2});
    assertThatThrownBy(() -> PhotoList.read(other))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("neither a picture nor a list");
  }

  @Test
  void theContentDecidesInAFolderAndNetworkDrivesKeepTheirThumbnails() throws IOException {
    TestPhotos.noise(folder.resolve("a.jfif"), 9, 7, BufferedImage.TYPE_3BYTE_BGR, 1);
    TestPhotos.noise(folder.resolve("@eaDir/t.png"), 9, 7, BufferedImage.TYPE_3BYTE_BGR, 1);
    Path notes = Files.writeString(folder.resolve("notes.txt"), "x");
    PhotoList list = PhotoList.read(folder);
    assertThat(list.entries()).extracting(PhotoList.Entry::name).containsExactly("a.jfif");
    assertThat(list.leftOut()).containsExactly(notes);
  }

  @Test
  void takesFoldersAndListsTogetherInTheirOrder() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    TestPhotos.noise(first.resolve("a.png"), 9, 9, BufferedImage.TYPE_3BYTE_BGR, 1);
    TestPhotos.noise(second.resolve("a.png"), 8, 6, BufferedImage.TYPE_3BYTE_BGR, 2);
    TestPhotos.noise(second.resolve("b.png"), 5, 7, BufferedImage.TYPE_3BYTE_BGR, 3);
    Path list = Files.writeString(folder.resolve("list.txt"), "second/a.png\t2\nfirst/a.png\n");
    PhotoList all = PhotoList.read(List.of(second, list, first));
    PhotoCache cache = PhotoCache.open(all, folder.resolve("cache"), 2);
    assertThat(cache.photos())
        .extracting(photo -> photo.width() + "x" + photo.height())
        .containsExactly("8x6", "5x7", "4x3", "9x9", "9x9");
    // What one place alone is, its digest stays; each place and their order count.
    String digest = all.digest();
    assertThat(PhotoList.read(List.of(first)).digest()).isEqualTo(PhotoList.read(first).digest());
    assertThat(PhotoList.read(List.of(second, list)).digest()).isNotEqualTo(digest);
    assertThat(PhotoList.read(List.of(first, second, list)).digest()).isNotEqualTo(digest);
    TestPhotos.noise(first.resolve("a.png"), 9, 8, BufferedImage.TYPE_3BYTE_BGR, 1);
    assertThat(PhotoList.read(List.of(second, list, first)).digest()).isNotEqualTo(digest);
    List<Path> oneEmpty = List.of(first, Files.createDirectory(folder.resolve("none")));
    assertThatThrownBy(() -> PhotoList.read(oneEmpty)).hasMessageContaining("none");
  }

  @Test
  void usesTheFileAgainUntilTheListChangesOrTheFileIsDamaged() throws IOException {
    Path file = folder.resolve("cache");
    TestPhotos.three(folder);
    FileTime past = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, past);
    PhotoCache.open(PhotoList.read(folder), file, 1);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(past);

    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThat(PhotoCache.open(PhotoList.read(folder), file, 1).photos()).hasSize(3);
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);

    TestPhotos.noise(folder.resolve("more.png"), 9, 9, BufferedImage.TYPE_3BYTE_BGR, 1);
    assertThat(PhotoCache.open(PhotoList.read(folder), file, 1).photos()).hasSize(4);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(p -> p.toString().endsWith(".part"))).isEmpty();
    }
  }

  /** Temporary files can be read by their owner alone; a run's folder may be for a group. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theFileHasThePermissionsOfAnyNewFile() throws IOException {
    TestPhotos.three(folder);
    Path any = Files.createFile(folder.resolve("any"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("cache")))
        .isEqualTo(Files.getPosixFilePermissions(any));
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> PhotoList.read(folder.resolve("nowhere")))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> PhotoList.read(folder)).hasMessageContaining("no pictures");
    Files.writeString(folder.resolve("photos.tsv"), "a.png\tzero\n");
    assertThatThrownBy(() -> PhotoList.read(folder)).hasMessageContaining("line 1");
    Files.writeString(folder.resolve("photos.tsv"), "a.png\n");
    assertThatThrownBy(() -> PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 1))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("a.png");
  }
}
