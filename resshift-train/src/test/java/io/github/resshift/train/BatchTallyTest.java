package io.github.resshift.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.junit.jupiter.api.Test;

class BatchTallyTest {
  @Test
  void saysWhichIterationStepAndLossIsNotFinite() {
    try (var scope = Scope.open()) {
      BatchTally tally = new BatchTally(17, 3, i -> "t = " + new long[] {3, 14, 0}[i]);
      tally.term("mse", 0, Tensors.of(new float[] {1, 2, 3}, 3));
      tally.term("lpips", 0, Tensors.of(new float[] {0.5f}, 1));
      tally.term("lpips", 1, Tensors.of(new float[] {Float.NaN, 0.5f}, 2));
      tally.total(0, Tensors.of(new float[] {1.5f, Float.NaN, 3.5f}, 3));
      assertThatThrownBy(tally::requireFinite)
          .isInstanceOf(ResShiftException.class)
          .hasMessageContaining("iteration 17")
          .hasMessageContaining("loss lpips is NaN at t = 14;");
    }
  }

  @Test
  void saysSoOfTheGradient() {
    BatchTally tally = new BatchTally(4, 1, i -> "t = 7");
    assertThatThrownBy(() -> tally.requireFiniteGradient(Double.POSITIVE_INFINITY))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("iteration 4")
        .hasMessageContaining("norm Infinity")
        .hasMessageContaining("(t = 7)");
  }

  @Test
  void givesMeans() {
    try (var scope = Scope.open()) {
      BatchTally tally = new BatchTally(1, 2, i -> "t = " + i);
      tally.term("mse", 0, Tensors.of(new float[] {1, 2}, 2));
      tally.total(0, Tensors.of(new float[] {2, 4}, 2));
      StepResult result = tally.result(0.25, null);
      assertThat(result.loss()).isEqualTo(3);
      assertThat(result.terms()).containsEntry("mse", 1.5);
      assertThat(tally.total()).containsExactly(2, 4);
      assertThat(result.gradientNorm()).isEqualTo(0.25);
    }
  }
}
