package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Colours from file to file on a chart of flat patches, through the model {@code fast}, which
 * leaves flat colours as they are: what is found is the pipeline's doing.
 */
class ColourKeepingTest {
  private static final int PATCH = 16;
  private static final int COLUMNS = 4;
  private static final int ROWS = 3;

  /** A difference that a trained eye just notices (issue: mean below 1). */
  private static final double JUST_NOTICEABLE = 1.0;

  @TempDir Path folder;
  private static Restorer restorer;

  @BeforeAll
  static void load() {
    restorer = Restorer.builder().model("fast").build();
  }

  @AfterAll
  static void close() {
    restorer.close();
  }

  @Test
  void theFormulaGivesThePublishedValues() {
    // Pairs 1, 7, 17 and 25 of the table of Sharma, Wu and Dalal.
    assertThat(DeltaE.between(lab(50, 2.6772, -79.7751), lab(50, 0, -82.7485)))
        .isCloseTo(2.0425, within(5e-5));
    assertThat(DeltaE.between(lab(50, 0, 0), lab(50, -1, 2))).isCloseTo(2.3669, within(5e-5));
    assertThat(DeltaE.between(lab(50, 2.5, 0), lab(73, 25, -18))).isCloseTo(27.1492, within(5e-5));
    assertThat(DeltaE.between(lab(60.2574, -34.0099, 36.2677), lab(60.4626, -34.1751, 39.4387)))
        .isCloseTo(1.2644, within(5e-5));
  }

  /** Its guide shifts flat colours a little; two is where people begin to mind side by side. */
  @Test
  void theBundledModelShiftsFlatColoursByLessThanTwo() {
    Restorer fast = restorer;
    try (Restorer bundled = Restorer.builder().build()) {
      restorer = bundled;
      assertThat(difference(chart(8, false, false), Metadata.NONE)).isLessThan(2);
    } finally {
      restorer = fast;
    }
  }

  private static double[] lab(double l, double a, double b) {
    return new double[] {l, a, b};
  }

  @Test
  void sixteenBits() {
    assertThat(difference(chart(16, false, false), Metadata.NONE)).isLessThan(JUST_NOTICEABLE);
  }

  @Test
  void displayP3() {
    Metadata p3 = Metadata.NONE.withIcc(Profiles.displayP3());
    assertThat(difference(chart(8, false, false), p3)).isLessThan(JUST_NOTICEABLE);
  }

  @Test
  void grayWithAndWithoutProfile() {
    Picture gray = chart(16, true, false);
    assertThat(difference(gray, Metadata.NONE)).isLessThan(JUST_NOTICEABLE);
    assertThat(difference(gray, Metadata.NONE.withIcc(Profiles.gray())))
        .isLessThan(JUST_NOTICEABLE);
  }

  @Test
  void linearLightOfWidePrimaries() {
    assertThat(converted(chart(16, false, false), Profiles.linearP3())).isLessThan(JUST_NOTICEABLE);
    assertThat(converted(chart(16, false, false), Profiles.linearRomm()))
        .isLessThan(JUST_NOTICEABLE);
  }

  @Test
  void linearGray() {
    assertThat(converted(chart(16, true, false), Profiles.linearGray()))
        .isLessThan(JUST_NOTICEABLE);
  }

  @Test
  void tablesOfWideColours() {
    assertThat(converted(chart(16, false, false), Profiles.tableRgb(1)))
        .isLessThan(JUST_NOTICEABLE);
    assertThat(difference(chart(8, false, false), Metadata.NONE.withIcc(Profiles.tableRgb(2.2))))
        .isLessThan(JUST_NOTICEABLE);
  }

  @Test
  void inksWithAProfile() throws IOException {
    Random random = new Random(5);
    int width = COLUMNS * PATCH;
    int height = ROWS * PATCH;
    byte[] patches = new byte[4 * COLUMNS * ROWS];
    random.nextBytes(patches);
    for (int i = 3; i < patches.length; i += 4) {
      patches[i] = (byte) (i % 8 == 3 ? 0 : 40); // little black, so that the colours are strong
    }
    byte[] inks = new byte[4 * width * height];
    float[][] shares = new float[4][width * height];
    for (int i = 0; i < inks.length; i++) {
      int pixel = i / 4;
      int patch = pixel / width / PATCH * COLUMNS + pixel % width / PATCH;
      inks[i] = patches[4 * patch + i % 4];
      shares[i % 4][pixel] = (inks[i] & 0xFF) / 255f;
    }
    Path file = folder.resolve("inks.tif");
    Files.write(file, CmykTiff.of(width, height, inks, Profiles.cmyk()));
    ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(Profiles.cmyk()));
    assertThat(difference(file, shares, space, COLUMNS, ROWS)).isLessThan(JUST_NOTICEABLE);
    assertThat(new PictureReader().load(folder.resolve("large.png")).metadata().icc()).isPresent();
  }

  @Test
  void alpha() {
    assertThat(difference(chart(8, false, true), Metadata.NONE)).isLessThan(JUST_NOTICEABLE);
  }

  @Test
  void cmyk() {
    Path file = Path.of("../resshift-image/src/test/resources/pictures/chart-cmyk.jpg");
    assertThat(difference(file, 6, 4)).isLessThan(JUST_NOTICEABLE);
  }

  private double difference(Picture chart, Metadata metadata) {
    Path file = folder.resolve("chart.png");
    PictureWriter.write(chart, metadata, file, PictureFormat.PNG, 95);
    double difference = difference(file, COLUMNS, ROWS);
    SourcePicture result = new PictureReader().load(folder.resolve("large.png"));
    assertThat(result.picture().depth()).isEqualTo(chart.depth());
    assertThat(result.picture().gray()).isEqualTo(chart.gray());
    assertThat(result.picture().hasAlpha()).isEqualTo(chart.hasAlpha());
    assertThat(result.metadata().icc().isPresent()).isEqualTo(metadata.icc().isPresent());
    return difference;
  }

  /** For profiles that networks cannot work in: what counts is the profile of the chart. */
  private double converted(Picture chart, byte[] icc) {
    Path file = folder.resolve("chart.png");
    PictureWriter.write(chart, Metadata.NONE.withIcc(icc), file, PictureFormat.PNG, 95);
    ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(icc));
    return difference(file, StoredColours.planes(chart), space, COLUMNS, ROWS);
  }

  private double difference(Path file, int columns, int rows) {
    SourcePicture before = new PictureReader().load(file);
    return difference(
        file, StoredColours.planes(before.picture()), StoredColours.space(before), columns, rows);
  }

  /**
   * Mean over the patches without a rim of a pixel of the input.
   *
   * @param small values of the input
   * @param in what they mean
   */
  private double difference(Path file, float[][] small, ColorSpace in, int columns, int rows) {
    Path large = folder.resolve("large.png");
    restorer.restore(file, large);
    SourcePicture after = new PictureReader().load(large);
    float[][] big = StoredColours.planes(after.picture());
    int scale = 4;
    ColorSpace out = StoredColours.space(after);
    int width = after.picture().width() / scale;
    assertThat(small[0]).hasSize(width * after.picture().height() / scale);
    double sum = 0;
    int count = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        for (int y = scale * (r * PATCH + 1); y < scale * ((r + 1) * PATCH - 1); y += 3) {
          for (int x = scale * (c * PATCH + 1); x < scale * ((c + 1) * PATCH - 1); x += 3) {
            double[] want = StoredColours.lab(in, small, y / scale * width + x / scale);
            double[] got = StoredColours.lab(out, big, y * width * scale + x);
            sum += DeltaE.between(want, got);
            count++;
          }
        }
      }
    }
    return sum / count;
  }

  private static Picture chart(int depth, boolean gray, boolean alpha) {
    Random random = new Random(11);
    int width = COLUMNS * PATCH;
    int height = ROWS * PATCH;
    float[] values = new float[3 * width * height];
    float[] opacity = new float[width * height];
    for (int c = 0; c < 3; c++) {
      float[] patches = new float[COLUMNS * ROWS];
      for (int i = 0; i < patches.length; i++) {
        patches[i] =
            gray && c > 0
                ? values[i % COLUMNS * PATCH + i / COLUMNS * PATCH * width]
                : 0.05f + 0.9f * random.nextFloat();
      }
      for (int i = 0; i < width * height; i++) {
        int patch = i / width / PATCH * COLUMNS + i % width / PATCH;
        values[c * width * height + i] = patches[patch];
        opacity[i] = patch % 3 == 0 ? 0.5f : 1;
      }
    }
    try (var scope = Scope.open()) {
      Tensor rgb = Tensors.of(values, 1, 3, height, width);
      Tensor a = alpha ? Tensors.of(opacity, 1, 1, height, width) : null;
      return Pixels.picture(rgb, a, depth, gray);
    }
  }
}
