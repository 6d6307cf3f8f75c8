package io.github.resshift.face;

import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Linear;
import io.github.resshift.nn.PRelu;
import io.github.resshift.weights.WeightScope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A layer of one of the three networks with the rectifier of the same number behind it. */
record Sloped(UnaryOperator<Tensor> layer, PRelu slope) {
  /** Fetches {@code convN}, a convolution without padding, and {@code preluN}. */
  static Sloped conv(WeightScope scope, int number, int in, int out, int kernel) {
    Conv2d conv = Conv2d.valid(scope.at("conv" + number), in, out, kernel);
    return new Sloped(conv::forward, new PRelu(scope.at("prelu" + number), out));
  }

  /** Fetches {@code denseN} and {@code preluN}. */
  static Sloped dense(WeightScope scope, int number, int in, int out) {
    Linear dense = new Linear(scope.at("dense" + number), in, out);
    return new Sloped(dense::forward, new PRelu(scope.at("prelu" + number), out));
  }

  Tensor forward(Tensor x) {
    return slope.forward(layer.apply(x));
  }
}
