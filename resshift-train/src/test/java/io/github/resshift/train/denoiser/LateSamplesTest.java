package io.github.resshift.train.denoiser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.loss.AdversarialConfig;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.PixelLosses;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class LateSamplesTest {
  private static final int CHAIN = 15;
  private static final long[] STEPS = {0, 14, 5, 3, 6};

  @Test
  void aLossSeesTheSamplesNearTheCleanEndOnly() {
    try (var scope = Scope.open()) {
      Tensor made = noise(1).requires_grad_(true);
      Tensor real = noise(2);
      AtomicLong seen = new AtomicLong();
      Tensor each =
          // A share of 0.4 is the steps 0 to 5.
          new LateSamples(0.4, CHAIN, STEPS)
              .each(
                  (a, b) -> {
                    seen.addAndGet(a.size(0));
                    return PixelLosses.charbonnier(a, b);
                  },
                  made,
                  real);
      each.sum().backward();

      float[] whole = Tensors.floats(PixelLosses.charbonnier(made, real));
      assertThat(Tensors.floats(each)).containsExactly(whole[0], 0, whole[2], whole[3], 0);
      assertThat(seen).hasValue(3);
      float[] gradients = Tensors.floats(made.grad().abs().sum(1, 2, 3));
      assertThat(gradients[0]).isPositive();
      assertThat(gradients[1]).isZero();
      assertThat(gradients[4]).isZero();
    }
  }

  @Test
  void aLossIsNotAskedWhereNoSampleIsLate() {
    try (var scope = Scope.open()) {
      LateSamples late = new LateSamples(0.1, CHAIN, new long[] {2, 14});
      Tensor each =
          late.each(
              (a, b) -> {
                throw new AssertionError("asked");
              },
              torch.zeros(2, 3, 8, 8),
              torch.zeros(2, 3, 8, 8));
      assertThat(late.none()).isTrue();
      assertThat(Tensors.floats(each)).containsExactly(0, 0);
    }
  }

  @Test
  void aDiscriminatorWithoutPicturesHasGradientsOfZero() {
    try (var scope = Scope.open();
        var adversary = new Adversary(new AdversarialConfig(1, 0, 0, 1e-3, 0, 4, 1), 1, "cpu")) {
      adversary.learnNothing();
      for (Tensor weight : adversary.weights().values()) {
        assertThat(Tensors.item(weight.grad().abs().sum())).isZero();
      }
      adversary.clear();
      adversary.discriminator(noise(3), noise(4)).sum().backward();
      Tensor weight = adversary.weights().values().iterator().next();
      float[] before = Tensors.floats(weight.grad());
      adversary.learnNothing();
      assertThat(Tensors.floats(weight.grad())).containsExactly(before);
    }
  }

  private static Tensor noise(long seed) {
    return torch.randn(
        new long[] {STEPS.length, 3, 16, 16},
        new GeneratorOptional(torch.make_generator_cpu(seed)));
  }
}
