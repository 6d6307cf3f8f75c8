package io.github.resshift.weights;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** How a weight starts when a network is made for training instead of loaded. Stateless. */
@FunctionalInterface
public interface Init {
  /** Overwrites {@code tensor} (float32, CPU), drawing from {@code random} alone. */
  void fill(Tensor tensor, Generator random);

  /** All zeros. */
  static Init zeros() {
    return (tensor, random) -> constant(tensor, 0);
  }

  /** All ones. */
  static Init ones() {
    return (tensor, random) -> constant(tensor, 1);
  }

  /**
   * Uniform in [-1/sqrt(fanIn), 1/sqrt(fanIn)): the usual start of convolutions and linear maps.
   */
  static Init fanIn(long fanIn) {
    double bound = 1 / Math.sqrt(fanIn);
    return uniform(bound);
  }

  /** Uniform in [-bound, bound). */
  static Init uniform(double bound) {
    return (tensor, random) -> {
      try (var guard = new NoGradGuard()) {
        tensor.uniform_(-bound, bound, new GeneratorOptional(random));
      }
    };
  }

  /** Normal with mean 0 and the given standard deviation. */
  static Init normal(double deviation) {
    return (tensor, random) -> {
      try (var guard = new NoGradGuard()) {
        tensor.normal_(0, deviation, new GeneratorOptional(random));
      }
    };
  }

  private static void constant(Tensor tensor, double value) {
    try (var guard = new NoGradGuard()) {
      tensor.fill_(new Scalar(value));
    }
  }
}
