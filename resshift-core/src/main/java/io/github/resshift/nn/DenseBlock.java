package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A residual dense block (Wang et al. 2018, ESRGAN, section 3.1): five 3x3 convolutions, each of
 * which sees the results of all before it, [N, C, H, W] to [N, C, H, W].
 */
final class DenseBlock {
  private static final int CONVOLUTIONS = 5;

  private final List<Conv2d> convolutions = new ArrayList<>();

  /** Fetches {@code conv1} to {@code conv5}; all but the last put out {@code growth} channels. */
  DenseBlock(WeightScope scope, int channels, int growth) {
    for (int i = 0; i < CONVOLUTIONS; i++) {
      int out = i < CONVOLUTIONS - 1 ? growth : channels;
      convolutions.add(Conv2d.same3(scope.at("conv" + (i + 1)), channels + i * growth, out));
    }
  }

  Tensor forward(Tensor x) {
    return Scope.keep(
        () -> {
          List<Tensor> seen = new ArrayList<>(List.of(x));
          for (int i = 0; i < CONVOLUTIONS - 1; i++) {
            seen.add(Activations.leakyRelu(convolutions.get(i).forward(joined(seen))));
          }
          Tensor last = convolutions.get(CONVOLUTIONS - 1).forward(joined(seen));
          return torch.add(x, last, new Scalar(RrdbBlock.RESIDUAL_SCALE));
        });
  }

  private static Tensor joined(List<Tensor> seen) {
    return seen.size() == 1
        ? seen.get(0)
        : torch.cat(new TensorVector(seen.toArray(Tensor[]::new)), 1);
  }
}
