package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.metric.MetricsTest.Pixels;
import io.github.resshift.tensor.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * PIQE and BRISQUE of a channel of the generated pictures of {@link MetricsTest}. Values of
 * independent programs in Python (OpenCV 5.0.0, scipy 1.17.1) for such an array [h, w, 3] of bytes,
 * p, with equal channels:
 *
 * <pre>
 *   p[5, 7] = 255; pypiqe.piqe(p)[0]                         # pypiqe 1.2
 *   brisque.BRISQUE(url=False).score(p)                      # brisque 0.2.0
 *   svm_predict([0], [v], svm_load_model("svm.txt"), "-q")   # libsvm-official 3.37.0
 * </pre>
 *
 * <p>pypiqe makes the brightest pixel white first, so that one is white; where it looks for noise
 * it leaves out the columns 7 and 9, not 7 and 8, in the middle of a block, so the noisy picture is
 * one for which that makes no difference.
 */
class BlindMeasuresTest {
  /** The same formula in float64. */
  private static final double PIQE = 1e-9;

  /** We take shapes in steps of 0.001, as the paper, and brisque solves for them. */
  private static final double BRISQUE = 0.1;

  @Test
  void piqeAgreesWithAnIndependentProgram() {
    assertThat(piqe(MetricsTest::scene, 0, 208, 192)).isCloseTo(85.02661199082523, within(PIQE));
    assertThat(piqe(MetricsTest::scene, 0, 201, 190)).isCloseTo(84.7957553973179, within(PIQE));
    assertThat(piqe(MetricsTest::blur, 0, 208, 192)).isCloseTo(85.88652434557181, within(PIQE));
    assertThat(piqe(MetricsTest::noise, 2, 128, 128)).isCloseTo(48.52445287697439, within(PIQE));
  }

  @Test
  void brisqueAgreesWithAnIndependentProgram() {
    try (var scope = Scope.open()) {
      assertThat(Brisque.of(picture(MetricsTest::scene, 0, 208, 192), 0))
          .isCloseTo(78.89236484352338, within(BRISQUE));
      assertThat(Brisque.of(picture(MetricsTest::noise, 0, 208, 192), 0))
          .isCloseTo(71.24445574511626, within(BRISQUE));
      assertThat(Brisque.of(picture(MetricsTest::blur, 0, 208, 192), 0))
          .isCloseTo(76.29423340615674, within(BRISQUE));
    }
  }

  @Test
  void theRegressionIsThatOfLibsvm() {
    double[] ramp = new double[36];
    Arrays.setAll(ramp, i -> (i - 18) / 18.0);
    double[] waves = new double[36];
    Arrays.setAll(waves, i -> (i * 7 % 11 - 5) / 5.0);
    SupportVectors regression = Brisque.regression();
    assertThat(regression.ofScaled(new double[36])).isCloseTo(14.352117400322953, within(1e-9));
    assertThat(regression.ofScaled(ramp)).isCloseTo(69.9708851145775, within(1e-9));
    assertThat(regression.ofScaled(waves)).isCloseTo(59.44500246762513, within(1e-9));
  }

  @Test
  void picturesWithoutTexture() {
    try (var scope = Scope.open()) {
      Tensor flat = picture((c, y, x) -> 0, 0, 33, 20);
      assertThat(Piqe.of(flat, 0)).isEqualTo(100);
      assertThatThrownBy(() -> Brisque.of(flat, 0)).hasMessageContaining("not flat");
      assertThatThrownBy(() -> Brisque.of(flat, 3)).hasMessageContaining("16x16");
      assertThatThrownBy(() -> Piqe.of(flat, 10)).hasMessageContaining("border");
    }
  }

  @Test
  void otherTextsAreNoRegressions() {
    String model =
        "svm_type epsilon_svr\nkernel_type rbf\ngamma 0.5\ntotal_sv 1\nrho 2\nSV\n3 1:0.5 \n";
    String range = "x\n-1 1\n1 0 2\n";
    // 3 exp(-0.5 (0 - 0.5)^2) - 2 at the middle of the range
    assertThat(SupportVectors.read(model, range, 1).value(new double[] {1}))
        .isCloseTo(3 * Math.exp(-0.125) - 2, within(1e-12));
    assertThatThrownBy(() -> SupportVectors.read(model.replace("rbf", "linear"), range, 1))
        .hasMessageContaining("not Gaussian");
    assertThatThrownBy(() -> SupportVectors.read(model.replace("sv 1", "sv 2"), range, 1))
        .hasMessageContaining("1 vectors");
    assertThatThrownBy(() -> SupportVectors.read(model.replace("1:0.5", "2:0.5"), range, 1))
        .hasMessageContaining("feature 2");
    assertThatThrownBy(() -> SupportVectors.read(model, "x\n0 1\n1 0 2\n", 1))
        .hasMessageContaining("ranges");
  }

  private static double piqe(Pixels pixels, int channel, int width, int height) {
    try (var scope = Scope.open()) {
      Pixels white = (c, y, x) -> y == 5 && x == 7 ? 255 : pixels.at(c, y, x);
      return Piqe.of(picture(white, channel, width, height), 0);
    }
  }

  private static Tensor picture(Pixels pixels, int channel, int width, int height) {
    return MetricsTest.picture((c, y, x) -> pixels.at(channel, y, x), width, height);
  }
}
