package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A residual dense block (Wang et al. 2018, ESRGAN, section 3.1): five 3x3 convolutions, each of
 * which sees the results of all before it, [N, C, H, W] to [N, C, H, W].
 */
final class DenseBlock implements DenseLayer {
  static final int CONVOLUTIONS = 5;

  private final List<Conv2d> convolutions = new ArrayList<>();

  /** Fetches {@code conv1} to {@code conv5}; all but the last put out {@code growth} channels. */
  DenseBlock(WeightScope scope, int channels, int growth) {
    for (int i = 0; i < CONVOLUTIONS; i++) {
      int out = i < CONVOLUTIONS - 1 ? growth : channels;
      convolutions.add(Conv2d.same3(scope.at("conv" + (i + 1)), channels + i * growth, out));
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    return forward(x, (layer, activations) -> {});
  }

  /**
   * The same before a witness.
   *
   * @param witness is told {@code in} or {@code convK} with the activations that later convolutions
   *     take in
   */
  Tensor forward(Tensor x, BiConsumer<String, Tensor> witness) {
    return Scope.keep(
        () -> {
          witness.accept("in", x);
          List<Tensor> seen = new ArrayList<>(List.of(x));
          for (int i = 0; i < CONVOLUTIONS - 1; i++) {
            Tensor out = Activations.leakyRelu(convolutions.get(i).forward(joined(seen)));
            witness.accept("conv" + (i + 1), out);
            seen.add(out);
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
