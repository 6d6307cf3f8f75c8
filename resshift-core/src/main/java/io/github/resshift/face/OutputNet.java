package io.github.resshift.face;

import io.github.resshift.nn.Linear;
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

  private final Sloped conv1;
  private final Sloped conv2;
  private final Sloped conv3;
  private final Sloped conv4;
  private final Sloped dense;
  private final Linear verdict;
  private final Linear shifts;
  private final Linear landmarks;

  /** Probabilities of faces, shifts of edges and landmarks. */
  record Result(Tensor faces, Tensor shifts, Tensor landmarks) {}

  OutputNet(WeightScope scope) {
    conv1 = Sloped.conv(scope, 1, 3, 32, 3);
    conv2 = Sloped.conv(scope, 2, 32, 64, 3);
    conv3 = Sloped.conv(scope, 3, 64, 64, 3);
    conv4 = Sloped.conv(scope, 4, 64, 128, 2);
    dense = Sloped.dense(scope, 5, 1152, 256);
    verdict = new Linear(scope.at("dense6_1"), 256, 2);
    shifts = new Linear(scope.at("dense6_2"), 256, 4);
    landmarks = new Linear(scope.at("dense6_3"), 256, 10);
  }

  Result forward(Tensor x) {
    Tensor half = Pool.max(conv1.forward(x), 3); // 48 -> 46 -> 23
    Tensor quarter = Pool.max(conv2.forward(half), 3); // 21 -> 10
    Tensor eighth = Pool.max(conv3.forward(quarter), 2); // 8 -> 4
    Tensor deep = Pool.flat(conv4.forward(eighth)); // 3
    Tensor all = dense.forward(deep);
    return new Result(
        torch.softmax(verdict.forward(all), 1).select(1, 1),
        shifts.forward(all),
        landmarks.forward(all));
  }
}
