package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours that a file declares without a profile: chunks of PNG, tags of EXIF and TIFF, BMP. */
class DeclaredColourTest {
  private static final int[] SRGB_XY = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
  private static final int[] ADOBE_XY = {31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000};

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  /** 16 bits of red and a little of the others, by light of 0 to 1, as a curve stores it. */
  private static Picture ramp(DoubleUnaryOperator stored, boolean gray) {
    int width = 64;
    Samples[] planes = new Samples[gray ? 1 : 3];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = Samples.allocate(width * 4, 16);
      for (int i = 0; i < width * 4; i++) {
        double light = i % width / (width - 1.0);
        planes[c].set(i, (int) Math.round(65535 * stored.applyAsDouble(light)));
      }
    }
    return new Picture(width, 4, 16, planes, null);
  }

  private static double srgb(double light) {
    return light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
  }

  private void requireSrgbRamp(Picture read, double tolerance) {
    Picture expected = ramp(DeclaredColourTest::srgb, read.gray());
    for (int c = 0; c < read.colourCount(); c++) {
      for (int i = 0; i < 64; i++) {
        double difference = (read.colour(c).get(i) - expected.colour(c).get(i)) / 257.0;
        assertThat(Math.abs(difference)).as("channel %d at %d", c, i).isLessThan(tolerance);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"100000,1", "100000,3", "55556,3", "45455,3", "38462,1", "20000,3", "83333,3"})
  void aGammaIsTheCurve(int gamma, int channels) {
    double exponent = gamma / 100_000.0;
    byte[] png =
        Bytes.png(
            Bytes.of(folder, ramp(l -> Math.pow(l, exponent), channels == 1), PictureFormat.PNG),
            "gAMA",
            Bytes.ints(gamma));
    Picture read = new PictureReader().read("x.png", png, notes::add);
    // One of 2.2 means sRGB, which differs by five levels of 255 in shadows.
    requireSrgbRamp(read, gamma == 45455 ? 8 : 1);
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {45455, 47000, 44000})
  void whatProgramsWriteThatMeanSrgbIsSrgb(int gamma) {
    Picture picture = Pictures.random(1, 9, 7, 8, false, false);
    byte[] png =
        Bytes.png(
            Bytes.of(folder, picture, PictureFormat.PNG),
            "gAMA",
            Bytes.ints(gamma),
            "cHRM",
            Bytes.ints(SRGB_XY));
    SourcePicture read = new PictureReader().load("x.png", png, notes::add);
    assertThat(read.picture()).isEqualTo(picture);
    assertThat(read.metadata().icc()).isEmpty();
  }

  @Test
  void primariesGiveAProfileUnderWhichValuesStay() {
    Picture picture = Pictures.random(1, 9, 7, 8, false, false);
    byte[] png =
        Bytes.png(
            Bytes.of(folder, picture, PictureFormat.PNG),
            "gAMA",
            Bytes.ints(45470),
            "cHRM",
            Bytes.ints(ADOBE_XY));
    SourcePicture read = new PictureReader().load("x.png", png, notes::add);
    assertThat(read.picture()).isEqualTo(picture);
    requireAdobeGreen(read.metadata().icc().orElseThrow());
  }

  /** Its green, as sRGB sees it, is outside; half of it in Adobe RGB is known. */
  private void requireAdobeGreen(byte[] icc) {
    var way = new ColourTransform(java.awt.color.ICC_Profile.getInstance(icc), 3);
    // (0.5, 0.5, 0.5) is gray in both, (0.6, 0.5, 0.5) is redder in sRGB: 0.6 -> 0.627 (CIE).
    int[] srgb = way.toSrgb(new int[] {32768, 32768, 32768, 39321, 32768, 32768});
    assertThat(srgb[0]).isEqualTo(srgb[2]);
    assertThat(srgb[3] / 65535.0).isBetween(0.630, 0.650);
    assertThat(srgb[4] / 65535.0).isBetween(0.485, 0.505);
  }

  @Test
  void theOrderOfThePngSpecificationHolds() {
    Picture picture = Pictures.random(1, 9, 7, 8, false, false);
    byte[] plain = Bytes.of(folder, picture, PictureFormat.PNG);
    byte[] gamma = Bytes.ints(100_000);
    byte[] p3 = {12, 13, 0, 1};
    byte[] icc = packed(Profiles.linearP3());
    byte[] srgb = {0};
    PictureReader reader = new PictureReader();
    // sRGB before gAMA
    assertThat(reader.read("x", Bytes.png(plain, "gAMA", gamma, "sRGB", srgb), notes::add))
        .isEqualTo(picture);
    // iCCP before sRGB: linear values are converted
    assertThat(reader.read("x", Bytes.png(plain, "sRGB", srgb, "iCCP", icc), notes::add))
        .isNotEqualTo(picture);
    // cICP before all: values of Display P3 stay
    SourcePicture coded =
        reader.load(
            "x",
            Bytes.png(plain, "sRGB", srgb, "iCCP", icc, "gAMA", gamma, "cICP", p3),
            notes::add);
    assertThat(coded.picture()).isEqualTo(picture);
    assertThat(coded.metadata().icc()).isPresent();
    assertThat(notes).isEmpty();
  }

  private static byte[] packed(byte[] icc) {
    var out = new java.io.ByteArrayOutputStream();
    out.writeBytes(Bytes.latin("x\0\0"));
    try (var deflate = new java.util.zip.DeflaterOutputStream(out)) {
      deflate.write(icc);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Test
  void hdrIsShownWithWhiteAt203Nit() {
    byte[] png =
        Bytes.png(
            Bytes.of(folder, ramp(l -> pq(203 * l), false), PictureFormat.PNG),
            "cICP",
            new byte[] {1, 16, 0, 1});
    requireSrgbRamp(new PictureReader().read("x.png", png, notes::add), 1.5);
    assertThat(notes).singleElement().asString().contains("x.png", "HDR (PQ)", "cut off");
  }

  @Test
  void hlgAndLinearLightAndVideoLevelsAreConverted() {
    requireSrgbRamp(coded(ramp(DeclaredColourTest::hlg, false), 1, 18, 1), 1.5);
    requireSrgbRamp(coded(ramp(l -> l, true), 9, 8, 1), 1);
    double low = 16 * 256 / 65535.0;
    double range = 219 * 256 / 65535.0;
    requireSrgbRamp(coded(ramp(l -> low + range * srgb(l), false), 1, 13, 0), 1);
  }

  private Picture coded(Picture picture, int... chunk) {
    byte[] data = {(byte) chunk[0], (byte) chunk[1], 0, (byte) chunk[2]};
    byte[] png = Bytes.png(Bytes.of(folder, picture, PictureFormat.PNG), "cICP", data);
    return new PictureReader().read("x.png", png, notes::add);
  }

  private static double pq(double nit) {
    double y = Math.pow(nit / 10_000, 2610 / 16384.0);
    return Math.pow((3424 / 4096.0 + 2413 / 128.0 * y) / (1 + 2392 / 128.0 * y), 2523 / 32.0);
  }

  /** On a display of 1000 nit, of which white is 203. */
  private static double hlg(double light) {
    double e = Math.pow(light * 203 / 1000, 1 / 1.2);
    double a = 0.17883277;
    return e <= 1 / 12.0
        ? Math.sqrt(3 * e)
        : a * Math.log(12 * e - (1 - 4 * a)) + 0.5 - a * Math.log(4 * a);
  }

  @Test
  void coloursThatAreNotKnownAreNeverTakenForSrgb() {
    for (byte[] chunk : new byte[][] {{99, 13, 0, 1}, {1, 9, 0, 1}, {9, 16, 9, 1}, {1, 13, 0, 7}}) {
      byte[] png =
          Bytes.png(
              Bytes.of(folder, Pictures.ramps(8, 8, 8, false), PictureFormat.PNG), "cICP", chunk);
      assertThatThrownBy(() -> new PictureReader().read("x.png", png, notes::add))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("x.png")
          .hasMessageContaining("cICP");
    }
  }

  @Test
  void nonsenseIsNotUsedAndSaid() {
    byte[] plain = Bytes.of(folder, Pictures.ramps(8, 8, 8, false), PictureFormat.PNG);
    new PictureReader().read("x.png", Bytes.png(plain, "gAMA", Bytes.ints(0)), notes::add);
    new PictureReader().read("x.png", Bytes.png(plain, "cHRM", new byte[32]), notes::add);
    assertThat(notes).hasSize(2).allMatch(note -> note.contains("no sense"));
  }

  /** Cameras mark Adobe RGB by the rule for exchange, some by the colour space 2. */
  @ParameterizedTest
  @CsvSource({"65535,R03,true", "2,R98,true", "1,R98,false", "1,R03,false", "65535,R98,false"})
  void adobeRgbOfCamerasIsKnown(int space, String index, boolean adobe) throws Exception {
    TinyTiff camera =
        new TinyTiff()
            .tag(0xA001, TinyTiff.SHORT, space)
            .sub(0xA005, new TinyTiff().text(1, index));
    byte[] exif = new TinyTiff().sub(0x8769, camera).bytes();
    Picture picture = Pictures.ramps(16, 16, 8, false);
    for (PictureFormat format : PictureFormat.values()) {
      byte[] file = Bytes.of(folder, picture, format);
      if (format == PictureFormat.PNG) {
        file = Bytes.png(file, "eXIf", exif);
      } else if (format == PictureFormat.JPEG) {
        file = Bytes.jpeg(file, 0xE1, "Exif\0\0", exif);
      } else {
        Path path = folder.resolve("exif." + format.suffix());
        var metadata = io.github.resshift.image.meta.Metadata.NONE.withExif(exif);
        PictureWriter.write(picture, metadata, path, format, 95);
        file = java.nio.file.Files.readAllBytes(path);
      }
      SourcePicture read = new PictureReader().load("x", file, notes::add);
      assertThat(read.metadata().icc().isPresent()).as(format.name()).isEqualTo(adobe);
      if (adobe) {
        requireAdobeGreen(read.metadata().icc().orElseThrow());
      }
      var result =
          read.metadata()
              .forResult(
                  io.github.resshift.image.meta.MetadataPolicy.PRIVATE,
                  java.util.Optional.empty(),
                  4,
                  4,
                  notes::add);
      assertThat(Bytes.text(result.exif().orElseThrow()).contains("R03"))
          .isEqualTo(adobe && index.equals("R03"));
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void primariesAndCurvesOfTiffCount() {
    byte[] data = new byte[16 * 16 * 3];
    java.util.Arrays.fill(data, (byte) 128);
    TinyTiff tiff = TinyTiff.picture(16, 16, 2, 8, 3, 16, data);
    tiff.tag(318, TinyTiff.RATIONAL, 3127, 10000, 3290, 10000);
    tiff.tag(319, TinyTiff.RATIONAL, 64, 100, 33, 100, 21, 100, 71, 100, 15, 100, 6, 100);
    tiff.sub(0x8769, new TinyTiff().tag(0xA500, TinyTiff.RATIONAL, 22, 10));
    SourcePicture read = new PictureReader().load("x.tif", tiff.bytes(), notes::add);
    requireAdobeGreen(read.metadata().icc().orElseThrow());
    long[] linear = new long[256];
    for (int i = 0; i < 256; i++) {
      linear[i] = 257L * i;
    }
    TinyTiff light = TinyTiff.picture(16, 16, 2, 8, 3, 16, data).tag(301, TinyTiff.SHORT, linear);
    Picture converted = new PictureReader().read("x.tif", light.bytes(), notes::add);
    assertThat(converted.colour(0).get(0)).isEqualTo(188); // half of the light
  }

  @Test
  void aProfileInABmpFileIsUsed() {
    byte[] icc = Profiles.displayP3();
    var out = java.nio.ByteBuffer.allocate(14 + 124 + 12 + icc.length);
    out.order(java.nio.ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'B').put((byte) 'M').putInt(out.capacity()).putInt(0).putInt(138);
    out.putInt(124).putInt(3).putInt(1).putShort((short) 1).putShort((short) 24);
    out.position(14 + 56).putInt(0x4D424544);
    out.position(14 + 112).putInt(124 + 12).putInt(icc.length);
    out.position(138).put(new byte[] {10, 20, 30, 40, 50, 60, 70, 80, 90, 0, 0, 0}).put(icc);
    SourcePicture read = new PictureReader().load("x.bmp", out.array(), notes::add);
    assertThat(read.picture().colour(0).get(0)).isEqualTo(30);
    assertThat(read.metadata().icc()).isPresent();
  }
}
