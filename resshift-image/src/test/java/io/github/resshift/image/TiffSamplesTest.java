package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What samples of TIFF files mean: extra ones, L*a*b*, and what is refused by name. */
class TiffSamplesTest {
  private static final int SIDE = 4;
  private final List<String> notes = new ArrayList<>();

  /** Every pixel has these samples. */
  private static TinyTiff tiff(int photometric, int bits, int... samples) {
    byte[] data = new byte[SIDE * SIDE * samples.length * bits / 8];
    for (int i = 0, at = 0; i < SIDE * SIDE; i++) {
      for (int sample : samples) {
        data[at++] = (byte) sample;
        if (bits == 16) {
          data[at++] = (byte) (sample >> 8);
        }
      }
    }
    return TinyTiff.picture(SIDE, SIDE, photometric, bits, samples.length, 2, data);
  }

  private Picture read(TinyTiff tiff) {
    return new PictureReader().read("x.tif", tiff.bytes(), notes::add);
  }

  private static int[] values(Picture picture) {
    int alpha = picture.hasAlpha() ? 1 : 0;
    int[] values = new int[picture.colourCount() + alpha];
    for (int c = 0; c < picture.colourCount(); c++) {
      values[c] = picture.colour(c).get(5);
    }
    if (alpha > 0) {
      values[values.length - 1] = picture.alphaSamples().get(5);
    }
    return values;
  }

  @Test
  void samplesThatAreNotDeclaredAsAlphaAreLeftOutAndSaid() {
    assertThat(values(read(tiff(2, 8, 10, 20, 30, 77).tag(338, 3, 0)))).containsExactly(10, 20, 30);
    assertThat(values(read(tiff(2, 8, 10, 20, 30, 77)))).containsExactly(10, 20, 30);
    assertThat(values(read(tiff(2, 8, 10, 20, 30, 77, 9).tag(338, 3, 0, 0))))
        .containsExactly(10, 20, 30);
    assertThat(values(read(tiff(2, 16, 1000, 2000, 30, 77, 9, 8).tag(338, 3, 0, 0, 0))))
        .containsExactly(1000, 2000, 30);
    assertThat(values(read(tiff(1, 8, 10, 77).tag(338, 3, 0)))).containsExactly(10);
    assertThat(values(read(tiff(0, 8, 10, 77).tag(338, 3, 0)))).containsExactly(245);
    assertThat(values(read(tiff(1, 8, 10, 77, 5).tag(338, 3, 0, 0)))).containsExactly(10);
    assertThat(notes).hasSize(7).allMatch(note -> note.contains("left out"));
    assertThat(notes.get(2)).contains("2 of its 5 samples");
  }

  @Test
  void declaredAlphaIsAlphaWhereverItStands() {
    assertThat(values(read(tiff(2, 8, 10, 20, 30, 77).tag(338, 3, 2))))
        .containsExactly(10, 20, 30, 77);
    assertThat(values(read(tiff(1, 8, 10, 77).tag(338, 3, 2)))).containsExactly(10, 77);
    assertThat(values(read(tiff(0, 8, 10, 77).tag(338, 3, 2)))).containsExactly(245, 77);
    assertThat(notes).isEmpty();
    assertThat(values(read(tiff(2, 8, 10, 20, 30, 5, 77).tag(338, 3, 0, 2))))
        .containsExactly(10, 20, 30, 77);
    assertThat(values(read(tiff(1, 8, 10, 77, 5).tag(338, 3, 2, 0)))).containsExactly(10, 77);
    assertThat(notes).hasSize(2);
  }

  @Test
  void coloursThatWereMultipliedWithAlphaAreDivided() {
    assertThat(values(read(tiff(2, 8, 10, 20, 40, 51).tag(338, 3, 1))))
        .containsExactly(50, 100, 200, 51);
    assertThat(notes).isEmpty();
  }

  @Test
  void inksMayHaveFurtherSamples() {
    Picture read = read(tiff(5, 8, 0, 255, 255, 0, 9, 9).tag(338, 3, 0, 0));
    assertThat(values(read)).containsExactly(255, 0, 0);
    assertThat(notes).hasSize(2); // and that the look of inks is a guess
  }

  /** L*a*b* of sRGB's colours, computed with D50 (CIE 15). */
  @ParameterizedTest
  @CsvSource({
    "100,0,0,255,255,255",
    "0,0,0,0,0,0",
    "53.585,0,0,128,128,128",
    "54.29,80.82,69.91,255,0,0",
    "29.57,68.30,-112.03,0,0,255"
  })
  void labIsConverted(double l, double a, double b, int red, int green, int blue) {
    int[] expected = {red, green, blue};
    int l8 = (int) Math.round(l * 2.55);
    TinyTiff icc = tiff(9, 8, l8, (int) Math.round(a) + 128, (int) Math.round(b) + 128);
    TinyTiff cie = tiff(8, 8, l8, (int) Math.round(a) & 0xFF, (int) Math.round(b) & 0xFF);
    TinyTiff icc16 =
        tiff(
            9,
            16,
            (int) Math.round(l * 652.8),
            (int) Math.round(a * 256) + 0x8000,
            (int) Math.round(b * 256) + 0x8000);
    TinyTiff cie16 =
        tiff(
            8,
            16,
            (int) Math.round(l * 655.35),
            (int) Math.round(a * 256) & 0xFFFF,
            (int) Math.round(b * 256) & 0xFFFF);
    for (TinyTiff tiff : List.of(icc, cie, icc16, cie16)) {
      Picture read = read(tiff);
      for (int c = 0; c < 3; c++) {
        double value = read.colour(c).get(5) * 255.0 / read.white();
        // Eight bits of L*a*b* are coarse; saturated colours feel it in the darkest channel.
        assertThat(value).isBetween(expected[c] - 14.0, expected[c] + 14.0);
      }
      if (read.depth() == 16 && expected[0] == expected[1]) {
        assertThat(read.colour(1).get(5) / 257.0).isBetween(green - 0.6, green + 0.6);
      }
    }
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "50000,Zstandard", "34925,LZMA", "50001,WebP", "34887,LERC", "33003,JPEG 2000",
    "34712,JPEG 2000", "34661,JBIG", "34676,SGI Log", "50002,JPEG XL", "4711,number 4711"
  })
  void compressionsAreRefusedByName(int number, String name) {
    assertThatThrownBy(() -> read(tiff(2, 8, 1, 2, 3).tag(259, 3, number)))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("x.tif is compressed with")
        .hasMessageContaining(name)
        .hasMessageContaining("LZW or Deflate");
  }

  @Test
  void samplesOfOtherKindsAreRefusedByName() {
    requireRefused(tiff(1, 16, 5).tag(339, 3, 2), "signed");
    requireRefused(tiff(2, 8, 1, 2, 3).tag(339, 3, 2, 2, 2), "signed");
    requireRefused(tiff(10, 8, 1, 2, 3), "ITU");
    requireRefused(tiff(32845, 16, 1, 2, 3), "LogLuv");
    requireRefused(tiff(99, 8, 1, 2, 3), "photometric interpretation 99");
    requireRefused(tiff(5, 8, 1, 2, 3, 4).tag(332, 3, 2), "inks");
    requireRefused(tiff(3, 8, 1, 2), "palette");
    assertThat(notes).isEmpty();
  }

  private void requireRefused(TinyTiff tiff, String why) {
    assertThatThrownBy(() -> read(tiff))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("x.tif")
        .hasMessageContaining(why);
  }
}
