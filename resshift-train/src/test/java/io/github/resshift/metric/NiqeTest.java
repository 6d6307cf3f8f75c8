package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NiqeTest {
  @TempDir private Path folder;

  @Test
  void findsTheShapeOfANormalAndOfALaplaceSample() {
    Random random = new Random(1);
    double[] normal = random.doubles(200_000).map(u -> random.nextGaussian() * 3).toArray();
    AsymmetricGaussian found = AsymmetricGaussian.of(normal);
    // The scale of a normal distribution in this family is sqrt(2) deviations.
    assertThat(found.shape()).isCloseTo(2, within(0.03));
    assertThat(found.left()).isCloseTo(3 * Math.sqrt(2), within(0.05));
    assertThat(found.mean()).isCloseTo(0, within(0.03));
    double[] laplace =
        random
            .doubles(200_000, -0.5, 0.5)
            .map(u -> -Math.signum(u) * Math.log(1 - 2 * Math.abs(u)))
            .toArray();
    assertThat(AsymmetricGaussian.of(laplace).shape()).isCloseTo(1, within(0.02));
  }

  @Test
  void seesThatTheSidesDiffer() {
    Random random = new Random(1);
    double[] samples =
        random
            .doubles(100_000)
            .map(u -> random.nextGaussian())
            .map(x -> x < 0 ? x : 2 * x)
            .toArray();
    AsymmetricGaussian found = AsymmetricGaussian.of(samples);
    assertThat(found.right() / found.left()).isCloseTo(2, within(0.05));
    assertThat(found.mean()).isPositive();
    assertThat(AsymmetricGaussian.of(new double[10]).shape()).isNaN();
  }

  @Test
  void measuresDistancesInDeviations() {
    double[][] covariance = {{4, 0}, {0, 0.25}};
    var at = new MultivariateGaussian(new double[] {0, 0}, covariance);
    var there = new MultivariateGaussian(new double[] {2, 1}, covariance);
    assertThat(at.distance(there)).isCloseTo(Math.sqrt(1 + 4), within(1e-12));
    // A turned covariance with the eigenvalues 3 and 1 along (1, 1) and (1, -1).
    double[][] turned = {{2, 1}, {1, 2}};
    var a = new MultivariateGaussian(new double[] {0, 0}, turned);
    var b = new MultivariateGaussian(new double[] {3, 3}, turned);
    assertThat(a.distance(b)).isCloseTo(Math.sqrt(18 / 3.0), within(1e-12));
    // A direction without variance does not count.
    double[][] flat = {{1, 0}, {0, 0}};
    var c = new MultivariateGaussian(new double[] {0, 0}, flat);
    var d = new MultivariateGaussian(new double[] {1, 5}, flat);
    assertThat(c.distance(d)).isCloseTo(1, within(1e-12));
  }

  @Test
  void leavesOutMissingFeatures() {
    var found =
        MultivariateGaussian.of(
            List.of(new double[] {1, 1}, new double[] {3, 3}, new double[] {5, Double.NaN}));
    assertThat(found.mean()).containsExactly(3, 2);
    assertThat(found.covariance()[0][1]).isCloseTo(2, within(1e-12));
  }

  @Test
  void halvesAsMatlabDoes() {
    double[] ramp = new double[16 * 16];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i % 16;
    }
    Plane half = new Plane(16, 16, ramp).halvedBicubic();
    assertThat(half.width()).isEqualTo(8);
    // Inside, a ramp stays a ramp: the middle between its two pixels.
    assertThat(half.values()[4 * 8 + 3]).isCloseTo(6.5, within(1e-12));
    // At the border the eight taps meet 2 1 0 0 1 2 3 4.
    assertThat(half.values()[4 * 8])
        .isCloseTo((-3 * 2 - 9 + 111 + 29 * 2 - 9 * 3 - 3 * 4) / 256.0, within(1e-12));
  }

  @Test
  void prefersTexturesLikeThoseItWasMadeFrom() throws IOException {
    try (var scope = Scope.open()) {
      NiqeFit fit = new NiqeFit();
      assertThatThrownBy(() -> fit.model("nothing")).hasMessageContaining("add photographs");
      for (int seed = 0; seed < 16; seed++) {
        fit.add(texture(seed, 480, 0));
      }
      NiqeModel model = fit.model("made-up textures");
      double like = Niqe.of(texture(100, 288, 0), model, 0);
      double noisy = Niqe.of(texture(100, 288, 40), model, 0);
      assertThat(noisy).isGreaterThan(2 * like);
      Path file = folder.resolve("model.json");
      model.write(file);
      NiqeModel again = NiqeModel.read(file);
      assertThat(again.origin()).contains("model.json", "made-up textures", "16 photographs");
      assertThat(Niqe.of(texture(100, 288, 0), again, 0)).isEqualTo(like);
    }
  }

  @Test
  void refusesSmallAndFlatPictures() {
    try (var scope = Scope.open()) {
      NiqeModel model = NiqeModel.own();
      assertThatThrownBy(() -> Niqe.of(texture(1, 180, 0), model, 0))
          .hasMessageContaining("at least 2 blocks");
      Tensor flat = Tensors.of(new float[3 * 288 * 288], 1, 3, 288, 288);
      assertThatThrownBy(() -> Niqe.of(flat, model, 0)).hasMessageContaining("not flat");
    }
  }

  @Test
  void readsPublishedParametersAndRefusesOtherFiles() throws IOException {
    Path file = folder.resolve("p.npz");
    double[] mean = new double[36];
    double[] covariance = new double[1296];
    for (int i = 0; i < 36; i++) {
      mean[i] = i;
      covariance[i * 37] = 1;
    }
    Files.write(file, archive("mu_pris_param", mean, "cov_pris_param", covariance));
    NiqeModel model = NiqeModel.read(file);
    assertThat(model.statistics().mean()[35]).isEqualTo(35);
    assertThat(model.origin()).contains("published");
    Files.write(file, archive("mu_pris_param", mean, "other", covariance));
    assertThatThrownBy(() -> NiqeModel.read(file))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("cov_pris_param");
    Files.writeString(file, "<html>");
    assertThatThrownBy(() -> NiqeModel.read(file))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("p.npz");
  }

  private static byte[] archive(String a, double[] first, String b, double[] second)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(a + ".npy"));
      zip.write(array(first));
      zip.putNextEntry(new ZipEntry(b + ".npy"));
      zip.write(array(second));
    }
    return out.toByteArray();
  }

  private static byte[] array(double[] values) {
    byte[] header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 36), }\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out =
        ByteBuffer.allocate(10 + header.length + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.putShort((short) header.length).put(header);
    out.asDoubleBuffer().put(values);
    return out.array();
  }

  /** Smooth random waves, with white noise of some levels on them. */
  private static Tensor texture(long seed, int side, double noise) {
    Random random = new Random(seed);
    List<double[]> waves = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double angle = random.nextDouble() * Math.PI;
      double frequency = Math.exp(random.nextDouble() * 3.5) / 20;
      waves.add(
          new double[] {
            frequency * Math.cos(angle),
            frequency * Math.sin(angle),
            random.nextDouble() * 7,
            14 / Math.sqrt(frequency * 20)
          });
    }
    float[] values = new float[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      double level = 128 + noise * random.nextGaussian();
      for (double[] w : waves) {
        level += w[3] * Math.sin(w[0] * (i % side) + w[1] * (i / side) + w[2]);
      }
      for (int c = 0; c < 3; c++) {
        values[c * side * side + i] = (float) (Math.rint(Math.max(0, Math.min(255, level))) / 255);
      }
    }
    return Tensors.of(values, 1, 3, side, side);
  }
}
