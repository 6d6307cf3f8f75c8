package io.github.resshift.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.CmykTiff;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.image.Profiles;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is read of a picture with a profile looks as the file says: each value of a coarse cube
 * under the profile of the file against what was read under the profile that is handed on.
 */
class ProfileConversionTest {
  private static final int STEPS = 6;

  /** Bytes of a profile in a segment of a JPEG file. */
  private static final int PART = 60_000;

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  /** Difference over all colours, and the description of the profile that is handed on. */
  private record Kept(double mean, double worst, SourcePicture source) {
    String icc() {
      return source.metadata().icc().map(ProfileConversionTest::text).orElse("sRGB");
    }
  }

  private static String text(byte[] icc) {
    return new String(icc, StandardCharsets.ISO_8859_1);
  }

  @Test
  void linearLightKeepsWideColours() throws IOException {
    Kept p3 = kept(Profiles.linearP3(), 3, 16);
    assertThat(p3.mean()).isLessThan(0.05);
    assertThat(p3.worst()).isLessThan(0.3); // next to black, where the curve is steep
    assertThat(p3.icc()).contains("Display P3");
    Kept romm = kept(Profiles.linearRomm(), 3, 16);
    assertThat(romm.mean()).isLessThan(0.05);
    assertThat(romm.icc()).contains("ROMM");
  }

  @Test
  void tablesOfWideColoursAreUsed() throws IOException {
    Kept linear = kept(Profiles.tableRgb(1), 3, 16);
    assertThat(linear.mean()).isLessThan(0.05);
    assertThat(linear.icc()).contains("Rec. 2020");
    byte[] icc = Profiles.tableRgb(2.2);
    Kept encoded = kept(icc, 3, 8);
    assertThat(encoded.mean()).isZero(); // the values stay, and so does the profile
    assertThat(encoded.source().metadata().icc().orElseThrow()).hasSameSizeAs(icc);
  }

  @Test
  void grayOfLinearLightBecomesGrayAsUsual() throws IOException {
    Kept gray = kept(Profiles.linearGray(), 1, 16);
    assertThat(gray.source().picture().gray()).isTrue();
    assertThat(gray.icc()).isEqualTo("sRGB");
    assertThat(gray.mean()).isLessThan(0.05);
  }

  @Test
  void inksKeepColoursOutsideOfSrgb() throws IOException {
    Kept inks = kept(Profiles.cmyk(), 4, 8);
    assertThat(inks.icc()).contains("Rec. 2020");
    assertThat(inks.mean()).isLessThan(0.5);
  }

  @Test
  void aPictureWithinSrgbBecomesSrgb() throws IOException {
    byte[] inks = new byte[4 * 64];
    for (int i = 0; i < inks.length; i++) {
      inks[i] = (byte) (i % 4 == 3 ? 0 : 60 + i % 9); // a soft gray
    }
    Path file = folder.resolve("soft.tif");
    Files.write(file, CmykTiff.of(8, 8, inks, Profiles.cmyk()));
    assertThat(new PictureReader().load(file, notes::add).metadata().icc()).isEmpty();
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmyk.jpg", "chart-cmyk.jpg"})
  void inksOfAJpegHaveTheMeaningOfItsProfile(String name) throws IOException {
    byte[] jpeg =
        Files.readAllBytes(Path.of("../resshift-image/src/test/resources/pictures", name));
    byte[] icc = Profiles.cmyk();
    int parts = (icc.length + PART - 1) / PART;
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(jpeg, 0, 2);
      for (int i = 0; i < parts; i++) {
        int length = Math.min(PART, icc.length - i * PART);
        out.write(0xFF);
        out.write(0xE2);
        out.write(length + 16 >> 8);
        out.write(length + 16);
        out.write(("ICC_PROFILE\0" + (char) (i + 1) + (char) parts).getBytes(US_ASCII));
        out.write(icc, i * PART, length);
      }
      out.write(jpeg, 2, jpeg.length - 2);
    }
    // Without a profile red, green and blue are what the inks leave: from it the inks are known.
    Picture left =
        new PictureReader().read(Path.of("../resshift-image/src/test/resources/pictures", name));
    SourcePicture read = new PictureReader().load(file, notes::add);
    assertThat(notes).isEmpty();
    float[][] plain = StoredColours.planes(left);
    float[][] after = StoredColours.planes(read.picture());
    int compared = 0;
    for (int i = 0; i < plain[0].length; i += 7) {
      double before = StoredColours.lab(ColorSpace.getInstance(ColorSpace.CS_sRGB), plain, i)[0];
      double now = StoredColours.lab(StoredColours.space(read), after, i)[0];
      // Other inks, but light stays light and dark stays dark.
      if (before > 75 || before < 25) {
        compared++;
        assertThat(now).isBetween(before - 30, before + 30);
      }
    }
    assertThat(compared).isPositive();
  }

  @Test
  void inksWithoutAProfileAreAGuess() throws IOException {
    Path file = folder.resolve("inks.tif");
    byte[] cyan = new byte[4 * 64];
    for (int i = 0; i < cyan.length; i += 4) {
      cyan[i] = (byte) 255;
    }
    Files.write(file, CmykTiff.of(8, 8, cyan, null));
    SourcePicture read = new PictureReader().load(file, notes::add);
    assertThat(StoredColours.planes(read.picture())[0][5]).isZero();
    assertThat(StoredColours.planes(read.picture())[2][5]).isEqualTo(1);
    assertThat(notes).singleElement().asString().contains("CMYK").contains("guess");
  }

  @ParameterizedTest
  @MethodSource
  void aProfileThatCannotBeUsedIsLeftOutAloud(byte[] icc, String reason) {
    Path file = folder.resolve("odd.png");
    Picture picture = cube(3, 8);
    PictureWriter.write(picture, Metadata.NONE.withIcc(icc), file, PictureFormat.PNG, 95);
    SourcePicture read = new PictureReader().load(file, notes::add);
    assertThat(read.picture()).isEqualTo(picture);
    assertThat(read.metadata().icc()).isEmpty();
    assertThat(notes).singleElement().asString().startsWith(file + ": ").contains(reason);
  }

  static List<Arguments> aProfileThatCannotBeUsedIsLeftOutAloud() {
    byte[] lab = Profiles.displayP3();
    System.arraycopy("Lab ".getBytes(StandardCharsets.ISO_8859_1), 0, lab, 16, 4);
    byte[] abstractOne = Profiles.displayP3();
    System.arraycopy("abst".getBytes(StandardCharsets.ISO_8859_1), 0, abstractOne, 12, 4);
    byte[] unknown = Profiles.displayP3();
    System.arraycopy("ABCD".getBytes(StandardCharsets.ISO_8859_1), 0, unknown, 16, 4);
    byte[] wildOffset = Profiles.displayP3();
    ByteBuffer.wrap(wildOffset).putInt(128 + 4 + 4, 0x7FFFFFF0);
    byte[] half = Arrays.copyOf(Profiles.displayP3(), 200);
    return List.of(
        Arguments.of(Profiles.cmyk(), "for 4 channels and the picture has 3"),
        Arguments.of(Profiles.gray(), "for 1 channels and the picture has 3"),
        Arguments.of(lab, "another kind of channels"),
        Arguments.of(abstractOne, "of a kind that does not describe pictures"),
        Arguments.of(unknown, "damaged"),
        Arguments.of(wildOffset, "damaged"),
        Arguments.of(half, "damaged"),
        Arguments.of(Profiles.black(), "damaged"),
        Arguments.of(new byte[3], "damaged"));
  }

  @Test
  void aCutTableOfInksIsLeftOutAloud() throws IOException {
    Path file = folder.resolve("cut.tif");
    Files.write(file, CmykTiff.of(8, 8, new byte[4 * 64], Profiles.cutTable()));
    SourcePicture read = new PictureReader().load(file, notes::add);
    assertThat(read.metadata().icc()).isEmpty();
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0)).contains("profile is damaged");
  }

  @Test
  void aProfileOfWhichAPartIsMissingIsLeftOutAloud() throws IOException {
    Path file = folder.resolve("part.jpg");
    Picture picture = cube(3, 8);
    Metadata large = Metadata.NONE.withIcc(Arrays.copyOf(Profiles.displayP3(), 80_000));
    PictureWriter.write(picture, large, file, PictureFormat.JPEG, 95);
    byte[] jpeg = Files.readAllBytes(file);
    int second = text(jpeg).indexOf("ICC_PROFILE\0\2");
    jpeg[second] = 'X';
    Files.write(file, jpeg);
    assertThat(new PictureReader().load(file, notes::add).metadata().icc()).isEmpty();
    assertThat(notes).singleElement().asString().contains("profile is damaged");
  }

  private Kept kept(byte[] icc, int channels, int depth) throws IOException {
    float[][] before;
    Path file = folder.resolve("chart");
    if (channels == 4) {
      int count = STEPS * STEPS * STEPS * STEPS;
      byte[] inks = new byte[4 * count];
      before = new float[4][count];
      for (int i = 0; i < count; i++) {
        int rest = i;
        for (int c = 0; c < 4; c++, rest /= STEPS) {
          int ink = rest % STEPS * 255 / (STEPS - 1);
          inks[4 * i + c] = (byte) ink;
          before[c][i] = ink / 255f;
        }
      }
      Files.write(file, CmykTiff.of(STEPS * STEPS, STEPS * STEPS, inks, icc));
    } else {
      Picture chart = cube(channels, depth);
      before = StoredColours.planes(chart);
      PictureWriter.write(chart, Metadata.NONE.withIcc(icc), file, PictureFormat.PNG, 95);
    }
    SourcePicture read = new PictureReader().load(file, notes::add);
    assertThat(notes).isEmpty();
    float[][] after = StoredColours.planes(read.picture());
    ColorSpace given = new ICC_ColorSpace(ICC_Profile.getInstance(icc));
    ColorSpace handedOn = StoredColours.space(read);
    double sum = 0;
    double worst = 0;
    for (int i = 0; i < before[0].length; i++) {
      double difference =
          DeltaE.between(
              StoredColours.lab(given, before, i), StoredColours.lab(handedOn, after, i));
      sum += difference;
      worst = Math.max(worst, difference);
    }
    return new Kept(sum / before[0].length, worst, read);
  }

  /** All colours of a coarse cube, or all shades of gray, each in a pixel of its own. */
  private static Picture cube(int channels, int depth) {
    int width = STEPS * STEPS;
    float[] values = new float[3 * width * STEPS];
    for (int i = 0; i < width * STEPS; i++) {
      int rest = i;
      for (int c = 0; c < 3; c++, rest /= STEPS) {
        values[c * width * STEPS + i] =
            channels == 1 ? i / (width * STEPS - 1f) : rest % STEPS / (STEPS - 1f);
      }
    }
    try (var scope = Scope.open()) {
      return Pixels.picture(Tensors.of(values, 1, 3, STEPS, width), null, depth, channels == 1);
    }
  }
}
