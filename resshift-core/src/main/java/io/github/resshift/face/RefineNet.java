package io.github.resshift.face;

import io.github.resshift.nn.Linear;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The second network: [N, 3, 24, 24] to [N] (probability of a face) and [N, 4] (shifts). */
final class RefineNet {
  /** Side of its pictures. */
  static final int SIDE = 24;

  private final Sloped conv1;
  private final Sloped conv2;
  private final Sloped conv3;
  private final Sloped dense;
  private final Linear verdict;
  private final Linear shifts;

  /** Probabilities of faces and shifts of edges. */
  record Result(Tensor faces, Tensor shifts) {}

  RefineNet(WeightScope scope) {
    conv1 = Sloped.conv(scope, 1, 3, 28, 3);
    conv2 = Sloped.conv(scope, 2, 28, 48, 3);
    conv3 = Sloped.conv(scope, 3, 48, 64, 2);
    dense = Sloped.dense(scope, 4, 576, 128);
    verdict = new Linear(scope.at("dense5_1"), 128, 2);
    shifts = new Linear(scope.at("dense5_2"), 128, 4);
  }

  Result forward(Tensor x) {
    Tensor half = Pool.max(conv1.forward(x), 3); // 24 -> 22 -> 11
    Tensor quarter = Pool.max(conv2.forward(half), 3); // 9 -> 4
    Tensor deep = Pool.flat(conv3.forward(quarter)); // 3
    Tensor all = dense.forward(deep);
    return new Result(torch.softmax(verdict.forward(all), 1).select(1, 1), shifts.forward(all));
  }
}
