package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sizes, colours, consistency and draws around a tiny model. */
class EnlargerTest {
  @TempDir static Path folder;
  private static Restorer restorer;

  @BeforeAll
  static void load() throws Exception {
    restorer =
        Restorer.builder()
            .model(TinyModels.superResolution(folder))
            .precision("fp32")
            .realism(1)
            .build();
  }

  @AfterAll
  static void close() {
    restorer.close();
  }

  @Test
  void everySizeUpToTwoRunsIsReached() {
    Picture picture = RestorerTest.noise(13, 7, 8, false, false);
    for (TargetSize size :
        List.of(
            new TargetSize.OfModel(),
            new TargetSize.Times(3),
            new TargetSize.Times(0.5),
            new TargetSize.Times(5.3),
            new TargetSize.Within(100, TargetSize.MOST),
            new TargetSize.Within(50, 50))) {
      Picture result = sized(size).restore(picture, RestoreListener.NONE);
      TargetSize.Size wanted = size.of(13, 7, 4);
      assertThat(result.width()).as("%s", size).isEqualTo(wanted.width());
      assertThat(result.height()).as("%s", size).isEqualTo(wanted.height());
    }
  }

  @Test
  void theModelsOwnSizeIsTheModelsOwnResult() {
    Picture picture = RestorerTest.noise(13, 7, 16, false, true);
    assertThat(sized(new TargetSize.Times(4)).restore(picture, RestoreListener.NONE))
        .isEqualTo(restorer.restore(picture));
  }

  @Test
  void depthGrayAndAlphaAreKept() {
    Picture picture = RestorerTest.noise(12, 9, 16, true, true);
    Picture result = sized(new TargetSize.Times(3)).restore(picture, RestoreListener.NONE);
    assertThat(result.depth()).isEqualTo(16);
    assertThat(result.gray()).isTrue();
    assertThat(result.hasAlpha()).isTrue();
  }

  /** A picture that is opaque on its left half only: hidden colours must not bleed. */
  @Test
  void resizingDoesNotMixHiddenColoursIn() {
    try (var scope = Scope.open()) {
      int side = 16;
      float[] rgb = new float[3 * side * side];
      float[] alpha = new float[side * side];
      for (int i = 0; i < side * side; i++) {
        boolean left = i % side < side / 2;
        alpha[i] = left ? 1 : 0;
        rgb[i] = left ? 0.5f : 1;
        rgb[side * side + i] = left ? 0.5f : 0;
        rgb[2 * side * side + i] = left ? 0.5f : 0;
      }
      Picture picture =
          Pixels.picture(
              Tensors.of(rgb, 1, 3, side, side), Tensors.of(alpha, 1, 1, side, side), 8, false);
      Picture direct = restorer.restore(picture);
      Picture resized = sized(new TargetSize.Times(2)).restore(picture, RestoreListener.NONE);
      Tensor visible =
          Pixels.alpha(resized).gt(new Scalar(0.5)).to(Pixels.rgb(resized).scalar_type());
      Tensor red =
          Pixels.rgb(resized).narrow(1, 0, 1).sub(Pixels.rgb(resized).narrow(1, 1, 1)).mul(visible);
      Tensor before = Pixels.alpha(direct).gt(new Scalar(0.5)).to(Pixels.rgb(direct).scalar_type());
      Tensor own =
          Pixels.rgb(direct).narrow(1, 0, 1).sub(Pixels.rgb(direct).narrow(1, 1, 1)).mul(before);
      // No redder than what the model itself made where the picture is opaque.
      assertThat(Tensors.item(red.max())).isLessThanOrEqualTo(Tensors.item(own.max()) + 0.02);
    }
  }

  @Test
  void moreThanTwoRunsAreRefused() {
    Picture picture = RestorerTest.noise(4, 4, 8, false, false);
    assertThatThrownBy(() -> sized(new TargetSize.Times(17)).restore(picture, RestoreListener.NONE))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("68x68")
        .hasMessageContaining("64x64");
    assertThatThrownBy(() -> new TargetSize.Times(60_000).of(4, 4, 4))
        .hasMessageContaining("at most 65535");
  }

  @Test
  void progressGrowsToItsTotalOverTwoRuns() {
    List<Integer> seen = new ArrayList<>();
    List<Integer> totals = new ArrayList<>();
    sized(new TargetSize.Times(6))
        .restore(
            RestorerTest.noise(8, 8, 8, false, false),
            RestoreListener.onProgress(
                (done, total) -> {
                  seen.add(done);
                  totals.add(total);
                }));
    assertThat(seen).isSorted();
    assertThat(seen.get(seen.size() - 1)).isEqualTo(totals.get(0));
  }

  /** Noise is the hardest input there is: nothing of it is predictable. */
  @Test
  void consistencyHoldsForEverySize() {
    Picture picture = RestorerTest.noise(21, 14, 8, false, false);
    for (TargetSize size :
        List.of(new TargetSize.OfModel(), new TargetSize.Times(3), new TargetSize.Times(1.5))) {
      Picture result =
          new Enlarger(restorer, new Enlarger.Settings(size, ColorFix.NONE, true))
              .restore(picture, RestoreListener.NONE);
      try (var scope = Scope.open()) {
        Tensor input = Pixels.rgb(picture);
        Tensor left = Consistency.reduced(Pixels.rgb(result), input).sub(input);
        double psnr = -10 * Math.log10(Tensors.item(left.mul(left).mean()));
        // Half a level is left at most, and rounding the result adds little: 54 dB nearly.
        assertThat(psnr).as("%s", size).isGreaterThan(52);
      }
    }
    assertThatThrownBy(
            () ->
                new Enlarger(
                        restorer,
                        new Enlarger.Settings(new TargetSize.Times(0.5), ColorFix.NONE, true))
                    .restore(picture, RestoreListener.NONE))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("cannot hold an input of 21x14");
  }

  /** A tint that the model might add is gone, and the detail is still there. */
  @ParameterizedTest
  @EnumSource(
      value = ColorFix.class,
      names = {"MEAN_STD", "WAVELET"})
  void colourFixesTakeATintAway(ColorFix fix) {
    try (var scope = Scope.open()) {
      Tensor input = Pixels.rgb(RestorerTest.noise(32, 32, 8, false, false));
      Tensor clean = CubicResize.toSize(input, 128, 128);
      Tensor detail = new GaussianField(9).window(1, 3, 0, 0, 128, 128).mul(new Scalar(0.02));
      Tensor tinted = clean.add(detail);
      tinted.narrow(1, 0, 1).add_(new Scalar(0.1));
      Tensor fixed = fix.apply(tinted, input);
      Tensor left = fixed.sub(clean);
      // The tint of a tenth is gone to within a hundredth of it.
      assertThat(Math.abs(Tensors.item(left.narrow(1, 0, 1).mean()))).isLessThan(0.001);
      // Detail keeps its strength, but for what is coarser than the filter.
      double kept = Tensors.item(left.std(false)) / Tensors.item(detail.std(false));
      assertThat(kept).isCloseTo(1, within(0.1));
    }
  }

  @Test
  void drawsHaveTheirMeanAndDeviation() {
    Picture picture = RestorerTest.noise(9, 6, 8, false, false);
    List<Picture> draws = new ArrayList<>();
    Posterior posterior =
        Posterior.of(
            (seed, listener) -> restorer.restore(picture, seed, listener),
            40,
            3,
            (n, draw) -> draws.add(draw),
            RestoreListener.NONE);
    assertThat(draws).hasSize(3);
    assertThat(draws.get(1)).isEqualTo(restorer.restore(picture, 41, RestoreListener.NONE));
    assertThat(draws.get(0)).isNotEqualTo(draws.get(1));
    try (var scope = Scope.open()) {
      float[] a = Tensors.floats(Pixels.rgb(draws.get(0)));
      float[] b = Tensors.floats(Pixels.rgb(draws.get(1)));
      float[] c = Tensors.floats(Pixels.rgb(draws.get(2)));
      float[] mean = Tensors.floats(Pixels.rgb(posterior.mean()));
      int plane = 36 * 24;
      for (int i = 0; i < plane; i += 37) {
        double variance = 0;
        for (int k = i; k < 3 * plane; k += plane) {
          double m = (a[k] + b[k] + c[k]) / 3.0;
          assertThat((double) mean[k]).isCloseTo(m, within(0.5 / 255 + 1e-6));
          variance +=
              ((a[k] - m) * (a[k] - m) + (b[k] - m) * (b[k] - m) + (c[k] - m) * (c[k] - m)) / 2;
        }
        assertThat((double) posterior.deviation()[i])
            .isCloseTo(Math.sqrt(variance / 3), within(1e-5));
      }
    }
    assertThat(posterior.map().width()).isEqualTo(36);
  }

  @Test
  void theHeatMapDoublesWithEveryStep() {
    assertThat(HeatMap.place(0)).isZero();
    assertThat(HeatMap.place(0.25 / 255)).isZero();
    assertThat(HeatMap.place(1.0 / 255)).isCloseTo(2 / 8.0, within(1e-9));
    assertThat(HeatMap.place(64.0 / 255)).isCloseTo(1, within(1e-9));
    assertThat(HeatMap.place(1)).isEqualTo(1);
    Picture map = HeatMap.of(new float[] {0, 64f / 255}, 2, 1);
    try (var scope = Scope.open()) {
      assertThat(Tensors.floats(Pixels.rgb(map))).containsExactly(0, 1, 0, 1, 0, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(ColorFix.class)
  void blackAndWhiteInColourStaysSoInEverySize(ColorFix fix) {
    Picture picture = RestorerTest.noise(21, 14, 8, true, true).inColour();
    for (TargetSize size : List.of(new TargetSize.OfModel(), new TargetSize.Times(2.5))) {
      Picture result =
          new Enlarger(restorer, new Enlarger.Settings(size, fix, true))
              .restore(picture, RestoreListener.NONE);
      assertThat(result.gray()).isFalse();
      float[][] lines = new float[3][result.width()];
      for (int y = 0; y < result.height(); y++) {
        for (int c = 0; c < 3; c++) {
          result.read(c, y, 0, lines[c]);
        }
        assertThat(lines[0]).isEqualTo(lines[1]).isEqualTo(lines[2]);
      }
    }
  }

  private static Enlarger sized(TargetSize size) {
    return new Enlarger(restorer, new Enlarger.Settings(size, ColorFix.NONE, false));
  }
}
