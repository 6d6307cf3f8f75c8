package io.github.resshift.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ViewTest {
  @Test
  void eightViewsDifferAndEachIsUndone() {
    try (var scope = Scope.open()) {
      Tensor grid = new GaussianField(1).window(0, 2, 0, 0, 3, 3);
      List<Tensor> shown = new ArrayList<>();
      for (View view : View.first(View.most())) {
        Tensor now = view.of(grid);
        assertThat(Tensors.maxAbsDifference(view.undo(now), grid)).isZero();
        for (Tensor other : shown) {
          assertThat(Tensors.maxAbsDifference(now, other)).isPositive();
        }
        shown.add(now);
      }
      assertThat(shown).hasSize(8);
      assertThat(Tensors.maxAbsDifference(shown.get(0), grid)).isZero();
    }
  }

  @Test
  void aTurnSwapsTheSides() {
    try (var scope = Scope.open()) {
      Tensor grid = new GaussianField(1).window(0, 2, 0, 0, 3, 5);
      for (View view : View.first(View.most())) {
        Tensor shown = view.of(grid);
        long[] shape = {shown.size(0), shown.size(1), shown.size(2), shown.size(3)};
        assertThat(view.undo(shape)).containsExactly(1, 2, 3, 5);
      }
    }
  }
}
