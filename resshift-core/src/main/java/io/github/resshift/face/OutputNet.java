package io.github.resshift.face;

import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Linear;
import io.github.resshift.nn.PRelu;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The third network: [N, 3, 48, 48] to [N] (probability of a face), [N, 4] (shifts) and [N, 10]
 * (landmarks: five x, then five y, in parts of the box from its top left corner).
 */
final class OutputNet {
  /** Side of its pictures. */
  static final int SIDE = 48;

  private final Conv2d conv1;
  private final PRelu slope1;
  private final Conv2d conv2;
  private final PRelu slope2;
  private final Conv2d conv3;
  private final PRelu slope3;
  private final Conv2d conv4;
  private final PRelu slope4;
  private final Linear dense;
  private final PRelu slope5;
  private final Linear verdict;
  private final Linear shifts;
  private final Linear landmarks;

  /** Probabilities of faces, shifts of edges and landmarks. */
  record Result(Tensor faces, Tensor shifts, Tensor landmarks) {}

  OutputNet(WeightScope scope) {
    conv1 = Conv2d.valid(scope.at("conv1"), 3, 32, 3);
    slope1 = new PRelu(scope.at("prelu1"), 32);
    conv2 = Conv2d.valid(scope.at("conv2"), 32, 64, 3);
    slope2 = new PRelu(scope.at("prelu2"), 64);
    conv3 = Conv2d.valid(scope.at("conv3"), 64, 64, 3);
    slope3 = new PRelu(scope.at("prelu3"), 64);
    conv4 = Conv2d.valid(scope.at("conv4"), 64, 128, 2);
    slope4 = new PRelu(scope.at("prelu4"), 128);
    dense = new Linear(scope.at("dense5"), 1152, 256);
    slope5 = new PRelu(scope.at("prelu5"), 256);
    verdict = new Linear(scope.at("dense6_1"), 256, 2);
    shifts = new Linear(scope.at("dense6_2"), 256, 4);
    landmarks = new Linear(scope.at("dense6_3"), 256, 10);
  }

  Result forward(Tensor x) {
    Tensor half = Pool.max(slope1.forward(conv1.forward(x)), 3); // 48 -> 46 -> 23
    Tensor quarter = Pool.max(slope2.forward(conv2.forward(half)), 3); // 21 -> 10
    Tensor eighth = Pool.max(slope3.forward(conv3.forward(quarter)), 2); // 8 -> 4
    Tensor deep = Pool.flat(slope4.forward(conv4.forward(eighth))); // 3
    Tensor all = slope5.forward(dense.forward(deep));
    return new Result(
        torch.softmax(verdict.forward(all), 1).select(1, 1),
        shifts.forward(all),
        landmarks.forward(all));
  }
}
