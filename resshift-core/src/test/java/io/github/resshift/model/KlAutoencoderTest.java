package io.github.resshift.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KlAutoencoderTest {
  private static final KlConfig TINY =
      new KlConfig(3, 4, 32, 3, 3, 32, List.of(1, 2), List.of(1, 1), List.of(), 0);

  /** The best known autoencoder of this kind: factor 8, four channels, 83 653 863 values. */
  @Test
  void theUsualSizeHasTheUsualNumberOfValuesAndNames() {
    KlConfig usual =
        new KlConfig(4, 4, 256, 3, 3, 128, List.of(1, 2, 4, 4), List.of(2, 2, 2, 2), List.of(), 0);
    try (KlAutoencoder stage = KlAutoencoder.initialise(usual, 1, Placement.cpu())) {
      assertThat(stage.parameters().count()).isEqualTo(83_653_863);
      Map<String, Tensor> state = stage.parameters().state();
      assertThat(Tensors.shape(state.get("encoder.conv_out.weight"))).containsExactly(8, 512, 3, 3);
      assertThat(Tensors.shape(state.get("quant_conv.weight"))).containsExactly(8, 8, 1, 1);
      assertThat(Tensors.shape(state.get("post_quant_conv.weight"))).containsExactly(4, 4, 1, 1);
      assertThat(state)
          .containsKeys(
              "decoder.conv_in.weight",
              "decoder.up.3.block.2.conv2.bias",
              "encoder.down.1.block.0.nin_shortcut.weight",
              "encoder.mid.attn_1.proj_out.weight");
    }
  }

  @Test
  void encodesToTheMeanAndComesBackFromAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("kl.safetensors");
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        KlAutoencoder stage = KlAutoencoder.initialise(TINY, 7, Placement.cpu())) {
      Safetensors.write(file, stage.parameters().state(), Map.of());
      Tensor picture = normal(1, 2, 3, 16, 24);
      Tensor moments = stage.encoded(picture);
      assertThat(Tensors.shape(moments)).containsExactly(2, 6, 8, 12);
      Tensor latent = stage.encode(picture);
      assertThat(Tensors.maxAbsDifference(latent, moments.narrow(1, 0, 3))).isZero();
      Tensor back = stage.decode(latent);
      assertThat(Tensors.shape(back)).containsExactly(2, 3, 16, 24);
      try (WeightSource source = Safetensors.open(file);
          Autoencoder read = Autoencoder.load(TINY, source, Placement.cpu())) {
        assertThat(Tensors.maxAbsDifference(read.decode(read.encode(picture)), back)).isZero();
      }
    }
  }

  @Test
  void theDivergenceIsTheClosedForm() {
    try (var scope = Scope.open()) {
      // The last two logarithms are beyond what a variance may be, so they count as 20 and -30.
      float[] means = {0, 1, -2, 0.5f, 3, 0, 0, 0};
      float[] logs = {0, 0, 1, -1, -2, 3, 50, -90};
      Tensor moments =
          Tensors.of(
              new float[] {0, 1, -2, 0.5f, 0, 0, 1, -1, 3, 0, 0, 0, -2, 3, 50, -90}, 2, 4, 1, 2);
      double[] expected = new double[2];
      for (int i = 0; i < 8; i++) {
        double log = Math.max(-30, Math.min(20, logs[i]));
        expected[i / 4] += (means[i] * means[i] + Math.exp(log) - 1 - log) / 2;
      }
      float[] actual = Tensors.floats(new DiagonalGaussian(moments).divergence());
      assertThat((double) actual[0]).isCloseTo(expected[0], within(1e-6 * expected[0]));
      assertThat((double) actual[1]).isCloseTo(expected[1], within(1e-6 * expected[1]));
    }
  }

  /** mean^2 / 2 has the slope mean, (exp(l) - l) / 2 the slope (exp(l) - 1) / 2. */
  @Test
  void itsGradientIsTheClosedForm() {
    try (var scope = Scope.open()) {
      Tensor moments = normal(3, 2, 4, 3, 2);
      moments.requires_grad_(true);
      new DiagonalGaussian(moments).divergence().sum().backward();
      Tensor plain = moments.detach();
      Tensor slope =
          torch.cat(
              new org.bytedeco.pytorch.TensorVector(
                  plain.narrow(1, 0, 2),
                  plain.narrow(1, 2, 2).exp().sub(new Scalar(1)).mul(new Scalar(0.5))),
              1);
      assertThat(Tensors.maxAbsDifference(moments.grad(), slope)).isLessThan(1e-6);
    }
  }

  @Test
  void samplesHaveTheMeanAndTheDeviation() {
    try (var scope = Scope.open()) {
      long[] shape = {1, 1, 200, 200};
      Tensor mean = torch.full(shape, new Scalar(2));
      Tensor log = torch.full(shape, new Scalar(2 * Math.log(0.5)));
      Tensor moments = torch.cat(new org.bytedeco.pytorch.TensorVector(mean, log), 1);
      Tensor noise = normal(5, shape);
      Tensor sample = new DiagonalGaussian(moments).sample(noise);
      // Standard errors with 40 000 values are 0.0025 and 0.0018.
      assertThat(Tensors.item(sample.mean())).isCloseTo(2, within(0.01));
      assertThat(Tensors.item(sample.std())).isCloseTo(0.5, within(0.008));
    }
  }

  private static Tensor normal(long seed, long... shape) {
    return torch.randn(shape, new GeneratorOptional(torch.make_generator_cpu(seed)));
  }
}
