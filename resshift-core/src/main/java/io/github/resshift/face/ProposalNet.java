package io.github.resshift.face;

import io.github.resshift.nn.Conv2d;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The first network: looks at every window of 12 pixels, in steps of 2. [1, 3, h, w] to [1, 2, h',
 * w'] (no face, face) and [1, 4, h', w'] (shifts of the edges) with h' = ceil((h - 2) / 2) - 4.
 */
final class ProposalNet {
  /** Side of a window. */
  static final int WINDOW = 12;

  /** Pixels from window to window. */
  static final int STEP = 2;

  private final Sloped conv1;
  private final Sloped conv2;
  private final Sloped conv3;
  private final Conv2d verdict;
  private final Conv2d shifts;

  /** Probabilities of faces and shifts of edges. */
  record Result(Tensor faces, Tensor shifts) {}

  ProposalNet(WeightScope scope) {
    conv1 = Sloped.conv(scope, 1, 3, 10, 3);
    conv2 = Sloped.conv(scope, 2, 10, 16, 3);
    conv3 = Sloped.conv(scope, 3, 16, 32, 3);
    verdict = Conv2d.pointwise(scope.at("conv4_1"), 32, 2);
    shifts = Conv2d.pointwise(scope.at("conv4_2"), 32, 4);
  }

  Result forward(Tensor x) {
    Tensor half = Pool.max(conv1.forward(x), 2);
    Tensor deep = conv3.forward(conv2.forward(half));
    return new Result(torch.softmax(verdict.forward(deep), 1).select(1, 1), shifts.forward(deep));
  }

  /** Windows along a side of this many pixels, at least 12. */
  static int windows(int side) {
    return (side - 1) / STEP - 4;
  }
}
