package io.github.resshift.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class LossesTest {
  /** Means over some thousand float32 values. */
  private static final double ROUNDING = 1e-5;

  @Test
  void charbonnierIsTheAbsoluteErrorAwayFromZero() {
    try (var scope = Scope.open()) {
      Tensor a = torch.zeros(3, 3, 8, 8);
      Tensor b = torch.full(new long[] {3, 3, 8, 8}, new Scalar(0.3f));
      assertThat(Tensors.floats(PixelLosses.charbonnier(a, b))).hasSize(3);
      assertThat(Tensors.item(PixelLosses.charbonnier(a, b).mean())).isCloseTo(0.3, within(1e-5));
      assertThat(Tensors.item(PixelLosses.charbonnier(a, a).mean())).isCloseTo(1e-3, within(1e-8));
    }
  }

  @Test
  void gradientForgivesAConstantAndCountsSteps() {
    try (var scope = Scope.open()) {
      Tensor a = noise(1, 2, 3, 6, 5);
      assertThat(Tensors.item(PixelLosses.gradient(a.add(new Scalar(0.5)), a).mean()))
          .isCloseTo(0, within(1e-6));
      // A ramp of 0.1 a column: every horizontal difference is 0.1, every vertical one 0.
      Tensor ramp = torch.arange(new Scalar(5), new TensorOptions()).mul(new Scalar(0.1));
      Tensor b = a.add(ramp);
      assertThat(Tensors.item(PixelLosses.gradient(b, a).mean())).isCloseTo(0.1, within(1e-6));
    }
  }

  @Test
  void frequencySeesStrengthAndForgivesPlace() {
    try (var scope = Scope.open()) {
      Tensor a = noise(2, 2, 3, 16, 12);
      Tensor moved = torch.roll(a, new long[] {3, 5}, new long[] {2, 3});
      assertThat(Tensors.item(PixelLosses.frequency(moved, a).mean())).isCloseTo(0, within(1e-5));
      // Orthonormal: white noise of unit variance has magnitudes of mean sqrt(pi)/2.
      Tensor large = noise(3, 1, 3, 64, 64);
      double strength = Tensors.item(PixelLosses.frequency(large, torch.zeros_like(large)).mean());
      assertThat(strength).isCloseTo(Math.sqrt(Math.PI) / 2, within(0.02));
    }
  }

  /** A shift of all values changes nothing; twice the contrast is log 4 more energy everywhere. */
  @Test
  void textureIsLocalContrast() {
    try (var scope = Scope.open()) {
      Tensor a = noise(5, 2, 3, 33, 33);
      assertThat(Tensors.item(PixelLosses.texture(a.add(new Scalar(0.5)), a).mean()))
          .isCloseTo(0, within(1e-4));
      Tensor twice = a.mul(new Scalar(2));
      // White noise of unit variance has an energy of 4, against which the floor is nothing.
      assertThat(Tensors.item(PixelLosses.texture(twice, a).mean()))
          .isCloseTo(Math.log(4), within(1e-3));
      assertThat(Tensors.item(PixelLosses.texture(noise(6, 2, 3, 33, 33), a).mean()))
          .as("other noise of the same strength")
          .isLessThan(0.3);
    }
  }

  @Test
  void gradientsOfEveryTermAreFinite() {
    try (var scope = Scope.open()) {
      for (PictureLoss loss :
          new PictureLoss[] {
            PixelLosses::charbonnier,
            PixelLosses::gradient,
            PixelLosses::frequency,
            PixelLosses::texture
          }) {
        // Equal pictures are the corner of every absolute value.
        Tensor a = noise(4, 1, 3, 12, 12).requires_grad_(true);
        loss.perSample(a, a.detach()).sum().backward();
        assertThat(Tensors.item(torch.isfinite(a.grad()).all())).isEqualTo(1);
      }
    }
  }

  @Test
  void theDiscriminatorIsSmooth() {
    try (var scope = Scope.open();
        var discriminator = new PatchDiscriminator(4, 2, 9, "cpu")) {
      for (int i = 0; i < 100; i++) {
        discriminator.follow();
      }
      for (Map.Entry<String, Tensor> entry : discriminator.weights().entrySet()) {
        if (entry.getKey().endsWith("weight")) {
          Tensor matrix = entry.getValue().detach().reshape(entry.getValue().size(0), -1);
          Tensor left = discriminator.state().get(entry.getKey().replace("weight", "left"));
          Tensor right = discriminator.state().get(entry.getKey().replace("weight", "right"));
          double found = Tensors.item(left.dot(matrix.mv(right)));
          // The largest eigenvalue of A A^T is at least every other estimate of it.
          double bound = Math.sqrt(Tensors.item(matrix.matmul(matrix.t()).norm()));
          assertThat(found).isPositive().isLessThanOrEqualTo(bound * (1 + ROUNDING));
          for (int i = 0; i < 20; i++) {
            Tensor probe = noise(50 + i, matrix.size(1));
            double stretched = Tensors.item(matrix.mv(probe).norm().div(probe.norm()));
            assertThat(stretched).isLessThanOrEqualTo(found * 1.001);
          }
        }
      }
      assertThat(Tensors.shape(discriminator.forward(torch.zeros(2, 3, 32, 24), false)))
          .containsExactly(2, 1, 8, 6);
    }
  }

  @Test
  void theDiscriminatorLearnsToTellNoiseFromFlatPictures() {
    AdversarialConfig config = new AdversarialConfig(1, 0, 0, 3e-3, 0, 8, 2);
    try (var adversary = new Adversary(config, 1, "cpu")) {
      double first = 0;
      double last = 0;
      for (int i = 0; i < 60; i++) {
        try (var scope = Scope.open()) {
          adversary.begin();
          Tensor real = noise(100 + i, 2, 3, 16, 16);
          Tensor fake = torch.zeros(2, 3, 16, 16).requires_grad_(true);
          Tensor loss = adversary.discriminator(real, fake).mean();
          loss.backward();
          assertThat(fake.grad().defined()).isFalse();
          adversary.step();
          last = Tensors.item(loss.detach());
          first = i == 0 ? last : first;
        }
      }
      // Undecided is 2; certain is 0.
      assertThat(first).isBetween(1.5, 2.5);
      assertThat(last).isLessThan(1);
    }
  }

  @Test
  void theGeneratorsGradientLeavesTheDiscriminatorAlone() {
    AdversarialConfig config = new AdversarialConfig(1, 0, 0, 1e-3, 0, 4, 1);
    try (var scope = Scope.open();
        var adversary = new Adversary(config, 1, "cpu")) {
      Tensor picture = noise(5, 2, 3, 16, 16).requires_grad_(true);
      adversary.generator(picture).sum().backward();
      assertThat(Tensors.item(picture.grad().abs().sum())).isPositive();
      assertThat(adversary.weights().values()).noneMatch(w -> w.grad().defined());
    }
  }

  @Test
  void theDiscriminatorLearnsBeforeItsVerdictCounts() {
    AdversarialConfig config = new AdversarialConfig(1, 2, 3, 1e-3, 0, 4, 1);
    try (var adversary = new Adversary(config, 1, "cpu")) {
      assertThat(LongStream.rangeClosed(1, 7).filter(adversary::active))
          .containsExactly(3L, 4L, 5L, 6L, 7L);
      assertThat(LongStream.rangeClosed(1, 7).filter(adversary::counts)).containsExactly(6L, 7L);
    }
  }

  @Test
  void readsTheTermsOfAConfiguration() {
    LossConfig loss =
        LossConfig.of(
            ConfigNode.parse(
                "test",
                """
                loss: {mse: 0.5, frequency: 0.1, texture: 0.2, late: 0.4, own_states: true,
                  perceptual: 0.3, perceptual_weights: net.pth,
                  adversarial: {weight: 0.02, start: 3, head_start: 40, levels: 2}}
                """));
    assertThat(loss)
        .isEqualTo(
            new LossConfig(
                0.5,
                Optional.empty(),
                Optional.of(new PerceptualConfig(0.3, Optional.of(Path.of("net.pth")))),
                0,
                0,
                0.1,
                0.2,
                Optional.of(new AdversarialConfig(0.02, 3, 40, 1e-4, 0, 64, 2)),
                0.4,
                true,
                0));
    assertThat(LossConfig.of(ConfigNode.parse("test", "loss_coef: [1.0, 0.0]")))
        .isEqualTo(LossConfig.PUBLISHED);
    assertThat(LossConfig.of(ConfigNode.parse("test", "lr: 1"))).isEqualTo(LossConfig.PUBLISHED);
  }

  @Test
  void refusesLossesThatMakeNoSense() {
    for (String late : List.of("{late: 0}", "{late: 1.5}", "{mse: 0, frequency: 1, late: 0.5}")) {
      assertThatThrownBy(() -> LossConfig.of(ConfigNode.parse("test", "loss: " + late)))
          .hasMessageContaining("late");
    }
    assertThatThrownBy(() -> LossConfig.of(ConfigNode.parse("test", "loss_coef: [1, 2, 3]")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("loss_coef");
    assertThatThrownBy(
            () -> LossConfig.of(ConfigNode.parse("test", "{loss_coef: [1], loss: {mse: 1}}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("keep one");
    assertThatThrownBy(
            () ->
                LossConfig.of(ConfigNode.parse("test", "loss: {mse: 0, adversarial: {weight: 1}}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("compare with the clean picture");
  }

  private static Tensor noise(long seed, long... shape) {
    Generator random = torch.make_generator_cpu(seed);
    return torch.randn(shape, new GeneratorOptional(random));
  }
}
