package io.github.resshift.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final int FACTOR = 3;

  @Test
  void smallTensorsOfATypeTravelTogether() {
    try (var scope = Scope.open()) {
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        tensors.add(torch.full(new long[] {i + 1, 2}, new Scalar((double) i)));
      }
      tensors.add(torch.ones(5).to(ScalarType.Double));
      Counting team = new Counting();

      Buckets.copyFromFirst(team, tensors);

      assertThat(team.exchanges).containsExactly(2L * 40 * 41 / 2, 5L);
      for (int i = 0; i < 40; i++) {
        assertThat(Tensors.floats(tensors.get(i))).containsOnly(FACTOR * i);
      }
      assertThat(Tensors.floats(tensors.get(40))).containsOnly(FACTOR);
    }
  }

  @Test
  void gradientsAreSummedInPlaceAndWeightsWithoutOneArePassedOver() {
    try (var scope = Scope.open()) {
      Tensor used = torch.ones(2, 3).requires_grad_(true);
      Tensor alone = torch.ones(4).requires_grad_(true);
      Tensor other = torch.ones(7).requires_grad_(true);
      used.sum().add(other.sum()).backward();
      Counting team = new Counting();

      Buckets.sumGradients(team, List.of(used, alone, other));

      assertThat(team.exchanges).containsExactly(13L);
      assertThat(Tensors.floats(used.grad())).containsOnly(FACTOR);
      assertThat(Tensors.floats(other.grad())).containsOnly(FACTOR);
      assertThat(alone.grad().defined()).isFalse();
    }
  }

  /** Makes {@link #FACTOR} times the values of whatever it exchanges, and counts. */
  private static final class Counting implements Team {
    private final List<Long> exchanges = new ArrayList<>();

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public void sum(Tensor values) {
      exchanges.add(values.numel());
      values.mul_(new Scalar((double) FACTOR));
    }

    @Override
    public void copyFromFirst(Tensor values) {
      sum(values);
    }

    @Override
    public String device() {
      return "cpu";
    }

    @Override
    public void close() {}
  }
}
