package io.github.resshift.face;

import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Linear;
import io.github.resshift.nn.PRelu;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The second network: [N, 3, 24, 24] to [N] (probability of a face) and [N, 4] (shifts). */
final class RefineNet {
  /** Side of its pictures. */
  static final int SIDE = 24;

  private final Conv2d conv1;
  private final PRelu slope1;
  private final Conv2d conv2;
  private final PRelu slope2;
  private final Conv2d conv3;
  private final PRelu slope3;
  private final Linear dense;
  private final PRelu slope4;
  private final Linear verdict;
  private final Linear shifts;

  /** Probabilities of faces and shifts of edges. */
  record Result(Tensor faces, Tensor shifts) {}

  RefineNet(WeightScope scope) {
    conv1 = Conv2d.valid(scope.at("conv1"), 3, 28, 3);
    slope1 = new PRelu(scope.at("prelu1"), 28);
    conv2 = Conv2d.valid(scope.at("conv2"), 28, 48, 3);
    slope2 = new PRelu(scope.at("prelu2"), 48);
    conv3 = Conv2d.valid(scope.at("conv3"), 48, 64, 2);
    slope3 = new PRelu(scope.at("prelu3"), 64);
    dense = new Linear(scope.at("dense4"), 576, 128);
    slope4 = new PRelu(scope.at("prelu4"), 128);
    verdict = new Linear(scope.at("dense5_1"), 128, 2);
    shifts = new Linear(scope.at("dense5_2"), 128, 4);
  }

  Result forward(Tensor x) {
    Tensor half = Pool.max(slope1.forward(conv1.forward(x)), 3); // 24 -> 22 -> 11
    Tensor quarter = Pool.max(slope2.forward(conv2.forward(half)), 3); // 9 -> 4
    Tensor deep = Pool.flat(slope3.forward(conv3.forward(quarter))); // 3
    Tensor all = slope4.forward(dense.forward(deep));
    return new Result(torch.softmax(verdict.forward(all), 1).select(1, 1), shifts.forward(all));
  }
}
