package io.github.resshift.train.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.plugin.Added;
import io.github.resshift.plugin.Colours;
import io.github.resshift.plugin.Loss;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class AddedLossTest {
  /** Half of the mean squared difference; the services of the test resources name it. */
  public static final class HalfSquares implements Loss {
    @Override
    public String name() {
      return "half-squares";
    }

    @Override
    public double of(Colours prediction, Colours truth, float[] gradient) {
      double sum = 0;
      for (int i = 0; i < gradient.length; i++) {
        double d = prediction.values()[i] - truth.values()[i];
        sum += d * d / 2;
        gradient[i] = (float) (d / gradient.length);
      }
      return sum / gradient.length;
    }
  }

  private static final LossConfig CONFIG =
      LossConfig.of(ConfigNode.parse("test", "loss: {mse: 1, half-squares: 0.25}"));

  @Test
  void valueAndDerivativeAreThoseOfTheSameLossInTheEngine() {
    try (var scope = Scope.open()) {
      torch.manual_seed(1);
      Tensor truth = torch.randn(2, 3, 5, 4);
      Tensor weight = torch.randn(1, 3, 1, 1).requires_grad_(true);
      Tensor base = torch.randn(2, 3, 5, 4);
      LossConfig.Term term = CONFIG.pictureTerms(LossDistances.none()).get(0);
      // One sample counts twice as much, so that a mixed-up order would show.
      Tensor shares = Tensors.of(new float[] {1, 2}, 2);
      Tensor added = term.loss().perSample(base.mul(weight), truth);
      added.mul(shares).sum().backward();
      Tensor slope = new Tensor(weight.grad()).clone();
      weight.mutable_grad().put(new Tensor());
      Tensor plain =
          base.mul(weight)
              .sub(truth)
              .pow(new Scalar(2))
              .mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional())
              .mul(new Scalar(0.5));
      plain.mul(shares).sum().backward();
      // Float32 sums of 60 values.
      assertThat(Tensors.floats(added)).containsExactly(Tensors.floats(plain), within(1e-6f));
      assertThat(Tensors.floats(slope))
          .containsExactly(Tensors.floats(new Tensor(weight.grad())), within(1e-6f));
    }
  }

  @Test
  void theConfigurationNamesItAndCheckpointsRecordIt() {
    assertThat(CONFIG.added()).isEqualTo(Map.of("half-squares", 0.25));
    LossConfig.Term term = CONFIG.pictureTerms(LossDistances.none()).get(0);
    assertThat(term.name()).isEqualTo("half-squares");
    assertThat(term.weight()).isEqualTo(0.25);
    assertThat(term.everywhere()).isFalse();
    assertThat(CONFIG.text()).contains("\"added\":{\"half-squares\":0.25}");
    assertThat(CONFIG.formerText()).isNotEqualTo(LossConfig.PUBLISHED.formerText());
    assertThat(LossConfig.PUBLISHED.text()).doesNotContain("added");
  }

  @Test
  void weightsAndNamesAreChecked() {
    assertThatThrownBy(
            () -> LossConfig.of(ConfigNode.parse("test", "loss: {mse: 1, half-squares: -1}")))
        .hasMessageContaining("must not be negative");
    assertThatThrownBy(() -> Added.losses(Set.of("half-squares")))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("HalfSquares is called 'half-squares', as one of the program is");
  }
}
