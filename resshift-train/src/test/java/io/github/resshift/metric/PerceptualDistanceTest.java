package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.MemorySource;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Expected numbers are those of this program in float64 (PyTorch 2, batch normalisation not
 * folded), written for the purpose; the weights are those of {@link MadeUpEfficientNet}:
 *
 * <pre>{@code
 * import torch, torch.nn.functional as F
 * B = [(3,1,32,16),(3,2,16,24),(3,1,24,24),(5,2,24,40),(5,1,40,40),(3,2,40,80),(3,1,80,80),
 *      (3,1,80,80),(5,1,80,112),(5,1,112,112),(5,1,112,112)]
 * made = 0
 * def values(*shape):                       # in [-1, 1), the same in every language
 *     global made
 *     j = torch.arange(torch.Size(shape).numel()); made += 1
 *     return (((j*j*31 + j*7919 + made*104729) % 1000003).double() / 500001.5 - 1).view(shape)
 * def conv(x, out, k, s, groups, act):      # weight, then gain, shift, mean, variance
 *     w = values(out, x.shape[1] // groups, k, k) * (8 * groups / x.shape[1] / k / k) ** 0.5
 *     g, b = 1 + 0.3 * values(out), 0.1 * values(out)
 *     m, v = 0.1 * values(out), 1 + 0.5 * values(out)
 *     p = (k - s) // 2; q = k - s - p
 *     y = F.conv2d(F.pad(x, (p, q, p, q)), w, None, s, 0, 1, groups)
 *     y = F.batch_norm(y, m, v, g, b, False, 0, 1e-3)
 *     return F.relu6(y) if act else y
 * def features(x):
 *     global made; made = 0
 *     mean, dev = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
 *     x = ((x + 1) / 2 - mean.view(3, 1, 1)) / dev.view(3, 1, 1)
 *     x = conv(x, 32, 3, 2, 1, True); all = [x]
 *     for k, s, i, o in B:
 *         y = x if i == 32 else conv(x, 6 * i, 1, 1, 1, True)
 *         y = conv(conv(y, y.shape[1], k, s, y.shape[1], True), o, 1, 1, 1, False)
 *         x = x + y if s == 1 and i == o else y; all.append(x)
 *     return [F.normalize(all[n]) for n in (0, 1, 3, 5, 11)]
 * def picture(n, h, w):
 *     global made; made = n; return values(1, 3, h, w)
 * def distance(a, b):
 *     return sum(((p-q)**2).sum(1).mean() for p, q in zip(features(a), features(b))) / 5
 * print(distance(picture(100, 48, 64), picture(200, 48, 64)))
 * a, b = picture(100, 33, 38).requires_grad_(), picture(200, 33, 38)
 * d = distance(a, b); d.backward()
 * print(d, a.grad.norm(), (a.grad * picture(300, 33, 38)).sum())
 * }</pre>
 */
class PerceptualDistanceTest {
  /** float32 sums of up to 672 products in 33 layers, relative. */
  private static final double TOLERANCE = 1e-4;

  @Test
  void equalsAnIndependentProgram() {
    try (var scope = Scope.open();
        PerceptualDistance distance = madeUp()) {
      Tensor a = MadeUpEfficientNet.picture(100, 48, 64);
      Tensor b = MadeUpEfficientNet.picture(200, 48, 64);
      assertClose(Tensors.item(distance.distance(a, b)), 0.616056324436171);
      assertThat(Tensors.item(distance.distance(a, a))).isZero();
    }
  }

  /** Odd sides lose a line where TensorFlow's own padding would add one. */
  @Test
  void hasTheDerivativeOfAnIndependentProgram() {
    try (var scope = Scope.open();
        PerceptualDistance distance = madeUp()) {
      Tensor a = MadeUpEfficientNet.picture(100, 33, 38).requires_grad_(true);
      Tensor b = MadeUpEfficientNet.picture(200, 33, 38);
      Tensor value = distance.distance(a, b).sum();
      assertClose(Tensors.item(value.detach()), 0.6054699031401184);
      value.backward();
      assertClose(Tensors.item(a.grad().norm()), 0.21029988893450527);
      Tensor along = a.grad().mul(MadeUpEfficientNet.picture(300, 33, 38)).sum();
      assertThat(Tensors.item(along)).isCloseTo(-0.02636626610758358, within(TOLERANCE * 0.21));
    }
  }

  /** {@code -Dresshift.perceptual=FILE}: efficientnet-lite0-57934424.pth, with the same program. */
  @Test
  @EnabledIfSystemProperty(named = "resshift.perceptual", matches = ".+")
  void readsThePublishedWeights() {
    Path file = Path.of(System.getProperty("resshift.perceptual"));
    try (var scope = Scope.open();
        PerceptualDistance distance = PerceptualDistance.open(file, "cpu")) {
      Tensor a = MadeUpEfficientNet.picture(100, 48, 64);
      Tensor b = MadeUpEfficientNet.picture(200, 48, 64);
      assertClose(Tensors.item(distance.distance(a, b)), 1.124732974781856);
      a = MadeUpEfficientNet.picture(100, 33, 38);
      b = MadeUpEfficientNet.picture(200, 33, 38);
      assertClose(Tensors.item(distance.distance(a, b)), 1.1703939987330938);
    }
  }

  @Test
  void measuresEachPairOfABatchByItself() {
    try (var scope = Scope.open();
        PerceptualDistance distance = madeUp()) {
      Tensor a = MadeUpEfficientNet.picture(1, 16, 24);
      Tensor b = MadeUpEfficientNet.picture(2, 16, 24);
      Tensor c = MadeUpEfficientNet.picture(3, 16, 24);
      Tensor first = torch.cat(new TensorVector(a, b), 0);
      Tensor second = torch.cat(new TensorVector(c, a), 0);
      float[] both = Tensors.floats(distance.distance(first, second));
      assertThat(both).hasSize(2);
      assertClose(both[0], Tensors.item(distance.distance(a, c)));
      assertClose(both[1], Tensors.item(distance.distance(b, a)));
      assertThat(both[0]).isNotEqualTo(both[1]);
    }
  }

  @Test
  void hasNoSlopeAtEqualPictures() {
    try (var scope = Scope.open();
        PerceptualDistance distance = madeUp()) {
      Tensor a = MadeUpEfficientNet.picture(1, 16, 16).requires_grad_(true);
      distance.distance(a, a.detach()).sum().backward();
      assertThat(Tensors.floats(a.grad())).containsOnly(0f);
    }
  }

  @Test
  void namesWhatIsMissing() {
    try (var scope = Scope.open()) {
      Map<String, Tensor> tensors = MadeUpEfficientNet.weights();
      tensors.remove("_blocks.3._bn1.running_var");
      assertThatThrownBy(() -> new PerceptualDistance(new MemorySource("net.pth", tensors), "cpu"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("net.pth")
          .hasMessageContaining("_blocks.3._bn1.running_var");
    }
  }

  @Test
  void refusesSmallAndUnequalPictures() {
    try (var scope = Scope.open();
        PerceptualDistance distance = madeUp()) {
      Tensor small = MadeUpEfficientNet.picture(1, 15, 40);
      assertThatThrownBy(() -> distance.distance(small, small)).hasMessageContaining("16x16");
      Tensor other = MadeUpEfficientNet.picture(1, 40, 15);
      assertThatThrownBy(() -> distance.distance(small, other)).hasMessageContaining("one size");
    }
  }

  private static PerceptualDistance madeUp() {
    return new PerceptualDistance(new MemorySource("made up", MadeUpEfficientNet.weights()), "cpu");
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(TOLERANCE * expected));
  }
}
