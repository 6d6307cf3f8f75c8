package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.Picture;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.metric.Sharpness;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control between fidelity and texture. */
class RealismTest {
  @TempDir Path folder;

  /** Of the demo pictures: more noise, more gradient energy, less fidelity; never the reverse. */
  @Test
  void moreRealismIsMoreTextureAndLessFidelity() {
    List<Double> sharpness = new ArrayList<>();
    List<Double> psnr = new ArrayList<>();
    for (double realism : new double[] {0, 0.5, 1}) {
      double energy = 0;
      double fidelity = 0;
      try (Restorer restorer = Restorer.builder().precision("fp32").realism(realism).build()) {
        assertThat(restorer.realism()).isEqualTo(realism);
        for (DemoPairs.Pair pair : DemoPairs.small()) {
          try (var scope = Scope.open()) {
            Tensor result = restorer.restore(pair.lq()).rgb();
            energy += Sharpness.of(result, 0);
            fidelity += Psnr.of(result, pair.gt().rgb(), Channels.Y, 0);
          }
        }
      }
      sharpness.add(energy);
      psnr.add(fidelity);
    }
    assertThat(sharpness).as("sharpness %s", sharpness).isSorted();
    assertThat(sharpness.get(2)).isGreaterThan(1.05 * sharpness.get(0));
    assertThat(psnr.get(0)).as("PSNR %s", psnr).isGreaterThan(psnr.get(1));
    assertThat(psnr.get(1)).isGreaterThan(psnr.get(2));
  }

  @Test
  void withoutNoiseTheSeedDoesNotMatter() throws Exception {
    Picture picture = RestorerTest.noise(20, 16, 8, false, false);
    assertThat(restored(picture, 0, 1)).isEqualTo(restored(picture, 0, 2));
    assertThat(restored(picture, 1, 1)).isNotEqualTo(restored(picture, 1, 2));
  }

  @Test
  void theModelSaysWhatItsDefaultIs() {
    try (Restorer bundled = Restorer.builder().build()) {
      assertThat(bundled.realism()).isEqualTo(0.3);
    }
  }

  @Test
  void valuesBeyondTheRangeAreRefused() {
    for (double value : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Restorer.builder().realism(value))
          .hasMessageContaining("realism must be between 0 and 1");
    }
  }

  /** Scaled noise is the field times the share, and windows still agree. */
  @Test
  void scaledNoiseIsTheSameField() {
    try (var scope = Scope.open()) {
      NoiseField field = new io.github.resshift.tensor.GaussianField(4)::window;
      Tensor whole = NoiseField.scaled(field, 0.5).window(1, 3, 0, 0, 8, 8);
      Tensor expected = field.window(1, 3, 0, 0, 8, 8).mul(new org.bytedeco.pytorch.Scalar(0.5));
      assertThat(Tensors.maxAbsDifference(whole, expected)).isZero();
    }
  }

  private Picture restored(Picture picture, double realism, long seed) throws Exception {
    try (Restorer restorer =
        Restorer.builder()
            .model(TinyModels.superResolution(folder))
            .precision("fp32")
            .realism(realism)
            .seed(seed)
            .build()) {
      return restorer.restore(picture);
    }
  }
}
