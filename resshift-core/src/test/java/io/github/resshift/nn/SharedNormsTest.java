package io.github.resshift.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.nn.SharedNorms.Core;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class SharedNormsTest {
  private static final int CHANNELS = 64;
  private static final Core ALL = new Core(0, 0, 1, 1);

  /** Left and right half differ in mean and spread, so that halves by themselves would not do. */
  @Test
  void halvesOfAPictureAreNormalisedAsTheWhole() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      GroupNorm norm = norm();
      Tensor left = torch.randn(1, CHANNELS, 6, 5).mul(new Scalar(0.2)).add(new Scalar(3));
      Tensor right = torch.randn(1, CHANNELS, 6, 5);
      Tensor whole = norm.forward(torch.cat(new TensorVector(left, right), 3));
      SharedNorms shared = new SharedNorms();
      Tensor both = torch.cat(new TensorVector(left, right), 0);
      Tensor gathered = shared.gathering(List.of(ALL, ALL)).apply(norm, both);
      assertThat(Tensors.maxAbsDifference(shared.apply(norm, left), whole.narrow(3, 0, 5)))
          .isLessThan(1e-5);
      assertThat(Tensors.maxAbsDifference(shared.apply(norm, right), whole.narrow(3, 5, 5)))
          .isLessThan(1e-5);
      assertThat(Tensors.maxAbsDifference(gathered.narrow(0, 1, 1), shared.apply(norm, right)))
          .isZero();
      assertThat(Tensors.maxAbsDifference(norm.forward(left), whole.narrow(3, 0, 5)))
          .isGreaterThan(0.5);
    }
  }

  @Test
  void whatLiesOutsideOfTheCoreDoesNotCount() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      GroupNorm norm = norm();
      Tensor piece = torch.randn(1, CHANNELS, 8, 8);
      Tensor other = piece.clone();
      other.narrow(2, 0, 2).fill_(new Scalar(100));
      SharedNorms plain = new SharedNorms();
      SharedNorms spoilt = new SharedNorms();
      List<Core> cores = List.of(new Core(0.25, 0, 1, 1));
      plain.gathering(cores).apply(norm, piece);
      spoilt.gathering(cores).apply(norm, other);
      assertThat(Tensors.maxAbsDifference(plain.apply(norm, piece), spoilt.apply(norm, piece)))
          .isZero();
    }
  }

  @Test
  void aLayerThatWasNotSeenIsAnError() {
    try (var scope = Scope.open()) {
      GroupNorm norm = norm();
      assertThatThrownBy(() -> new SharedNorms().apply(norm, torch.zeros(1, CHANNELS, 2, 2)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static GroupNorm norm() {
    return new GroupNorm(
        WeightLoader.initialise(1, Placement.cpu()).root().at("norm"), CHANNELS, 1e-6);
  }
}
