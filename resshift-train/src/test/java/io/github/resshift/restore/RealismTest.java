package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.image.Picture;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.metric.Sharpness;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control between fidelity and texture. */
class RealismTest {
  @TempDir Path folder;

  /**
   * Of the demo pictures: more of the sample, more gradient energy, less fidelity; never the
   * reverse.
   */
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
            Tensor result = Pixels.rgb(restorer.restore(pair.lq()));
            energy += Sharpness.of(result, 0);
            fidelity += Psnr.of(result, Pixels.rgb(pair.gt()), Channels.Y, 0);
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

  /** Without an autoencoder pictures are latents in another order, so they blend as latents do. */
  @Test
  void betweenTheEndsIsTheStraightLine() throws Exception {
    Picture picture = NoisyPictures.picture(20, 16, 8, false, false);
    float[] mean = restored(picture, Tiling.GLOBAL, 0);
    float[] sample = restored(picture, Tiling.GLOBAL, 1);
    float[] between = restored(picture, Tiling.GLOBAL, 0.25);
    assertThat(mean).isNotEqualTo(sample);
    for (int i = 0; i < mean.length; i++) {
      // Each of the three is rounded to 8 bits.
      assertThat(between[i]).isCloseTo(0.75f * mean[i] + 0.25f * sample[i], within(1.01f / 255));
    }
    for (double realism : new double[] {0, 0.25, 1}) {
      assertThat(restored(picture, Tiling.PUBLISHED, realism))
          .as("one tile is one chain, however tiles are joined")
          .isEqualTo(restored(picture, Tiling.GLOBAL, realism));
    }
  }

  /** Nothing but the first prediction is needed. */
  @Test
  void withoutRealismTheNetworkIsAskedOnce() throws Exception {
    Picture picture = NoisyPictures.picture(20, 16, 8, false, false);
    for (double realism : new double[] {0, 0.5}) {
      try (Restorer restorer = restorer(Tiling.GLOBAL, realism)) {
        List<Integer> totals = new ArrayList<>();
        restorer.restore(picture, RestoreListener.onProgress((done, total) -> totals.add(total)));
        assertThat(totals).containsOnly(realism == 0 ? 1 : restorer.steps());
      }
    }
  }

  @Test
  void theModelSaysWhatItsDefaultIs() throws Exception {
    String model = TinyModels.superResolution(folder);
    try (Restorer bundled = Restorer.builder().build();
        Restorer silent = Restorer.builder().model(model).build()) {
      assertThat(bundled.realism()).isEqualTo(0.95);
      assertThat(silent.realism()).isEqualTo(1);
    }
    Files.writeString(Path.of(model), "realism: 0.3\n", StandardOpenOption.APPEND);
    try (Restorer restorer = Restorer.builder().model(model).build()) {
      assertThat(restorer.realism()).isEqualTo(0.3);
    }
  }

  @Test
  void valuesBeyondTheRangeAreRefused() {
    for (double value : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Restorer.builder().realism(value))
          .hasMessageContaining("realism must be between 0 and 1");
    }
  }

  private float[] restored(Picture picture, Tiling tiling, double realism) throws Exception {
    try (Restorer restorer = restorer(tiling, realism);
        var scope = Scope.open()) {
      return Tensors.floats(Pixels.rgb(restorer.restore(picture)));
    }
  }

  private Restorer restorer(Tiling tiling, double realism) throws Exception {
    return Restorer.builder()
        .model(TinyModels.superResolution(folder))
        .precision("fp32")
        .tiling(tiling)
        .realism(realism)
        .build();
  }
}
