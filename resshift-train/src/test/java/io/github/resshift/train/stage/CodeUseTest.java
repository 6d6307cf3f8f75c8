package io.github.resshift.train.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.parallel.Team;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class CodeUseTest {
  @Test
  void unusedCodesMoveToLatentsAndForgetTheirMomentsUsedOnesStay() {
    try (var scope = Scope.open()) {
      Tensor codes = Tensors.of(new float[] {0, 0, 1, 1, 2, 2, 3, 3}, 4, 2);
      Tensor averages = codes.clone();
      Tensor moment = torch.ones_like(codes);
      Tensor latents = Tensors.of(new float[] {7, 8, 9, 10}, 2, 2);
      try (CodeUse use = new CodeUse(codes)) {
        use.count(Tensors.of(new long[] {1, 1, 3}, 3));
        assertThat(use.gather(Team.alone())).isEqualTo(2);
        assertThat(Tensors.floats(use.window())).containsExactly(0, 2, 0, 1);
        use.count(Tensors.of(new long[] {3}, 1));
        assertThat(use.gather(Team.alone())).isEqualTo(2);
        long moved = use.restart(latents, averages, List.of(moment), torch.make_generator_cpu(1));
        assertThat(moved).isEqualTo(2);
        assertThat(Tensors.floats(use.window())).containsOnly(0);
      }
      float[] after = Tensors.floats(codes);
      assertThat(new float[] {after[2], after[3], after[6], after[7]}).containsExactly(1, 1, 3, 3);
      assertThat(List.of(List.of(7f, 8f), List.of(9f, 10f)))
          .contains(List.of(after[0], after[1]), List.of(after[4], after[5]));
      assertThat(Tensors.floats(averages)).containsExactly(after);
      assertThat(Tensors.floats(moment)).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
    }
  }

  @Test
  void nothingMovesWhereAllAreUsed() {
    try (var scope = Scope.open()) {
      Tensor codes = Tensors.of(new float[] {5, 6}, 2, 1);
      try (CodeUse use = new CodeUse(codes)) {
        use.count(Tensors.of(new long[] {0, 1}, 2));
        use.gather(Team.alone());
        Tensor latents = torch.ones(1, 1).mul(new Scalar(9));
        assertThat(use.restart(latents, codes, List.of(), torch.make_generator_cpu(1))).isZero();
      }
      assertThat(Tensors.floats(codes)).containsExactly(5, 6);
    }
  }
}
