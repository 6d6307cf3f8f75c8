package io.github.resshift.train.loss;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Tells clean pictures from restored ones, patch by patch (Isola et al. 2017): convolutions with
 * leaky ReLUs, each divided by its largest singular value, so that the map is smooth whatever the
 * weights do (spectral normalisation, Miyato et al. 2018). One thread at a time.
 */
final class PatchDiscriminator implements AutoCloseable {
  private static final double SLOPE = 0.2;
  private static final int WIDEST = 8;
  private static final double TINY = 1e-12;

  /** Enough for a start; afterwards one iteration a step follows the slowly changing weights. */
  private static final int FIRST_ITERATIONS = 15;

  private final Parameters parameters;
  private final List<Layer> layers = new ArrayList<>();

  /** A convolution with the singular vectors of its weight as a matrix [out, in k k]. */
  private record Layer(
      String name, Tensor weight, Tensor bias, Tensor left, Tensor right, long stride) {}

  /**
   * A discriminator with fresh weights, a function of the seed alone.
   *
   * @param channels of the first convolution; they double with every level, at most eightfold
   * @param levels halvings of the resolution
   */
  public PatchDiscriminator(int channels, int levels, long seed, String device) {
    WeightLoader loader = WeightLoader.initialise(seed, Placement.training(device));
    WeightScope root = loader.root();
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      int width = channels;
      layers.add(layer(root, 3, width, 3, 1));
      for (int level = 1; level <= levels; level++) {
        int next = channels * Math.min(WIDEST, 1 << level);
        layers.add(layer(root, width, next, 4, 2));
        width = next;
      }
      layers.add(layer(root, width, width, 3, 1));
      layers.add(layer(root, width, 1, 3, 1));
    }
    this.parameters = loader.finish();
    for (int i = 0; i < FIRST_ITERATIONS; i++) {
      follow();
    }
  }

  private Layer layer(WeightScope root, int in, int out, int kernel, long stride) {
    String name = "layers." + layers.size();
    WeightScope scope = root.at(name);
    long fanIn = (long) in * kernel * kernel;
    Tensor weight = scope.get("weight", Init.fanIn(fanIn), out, in, kernel, kernel);
    Tensor bias = scope.get("bias", Init.zeros(), out);
    return new Layer(
        name,
        weight,
        bias,
        Scope.own(torch.ones(new long[] {out}, weight.options())),
        Scope.own(torch.ones(new long[] {fanIn}, weight.options())),
        stride);
  }

  /**
   * How much each patch looks like one of a clean picture.
   *
   * @param picture [N, 3, H, W] in [-1, 1]
   * @param trained whether gradients flow into the weights; they always flow into the picture
   * @return [N, 1, h, w]
   */
  public Tensor forward(Tensor picture, boolean trained) {
    return Scope.keep(
        () -> {
          Tensor x = picture;
          for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Tensor weight = trained ? layer.weight() : layer.weight().detach();
            Tensor bias = trained ? layer.bias() : layer.bias().detach();
            long[] stride = {layer.stride(), layer.stride()};
            Tensor normal = weight.div(norm(layer, weight));
            x =
                torch.conv2d(
                    x,
                    normal,
                    new TensorOptional(bias),
                    stride,
                    new long[] {1, 1},
                    new long[] {1, 1},
                    1);
            if (i < layers.size() - 1) {
              x = torch.leaky_relu(x, new Scalar(SLOPE));
            }
          }
          return x;
        });
  }

  /** Lets the singular vectors follow the weights by one iteration of the power method. */
  public void follow() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      for (Layer layer : layers) {
        Tensor matrix = matrix(layer.weight());
        layer.right().copy_(unit(matrix.t().mv(layer.left())));
        layer.left().copy_(unit(matrix.mv(layer.right())));
      }
    }
  }

  /** The weights that training changes. */
  public Map<String, Tensor> weights() {
    return parameters.weights();
  }

  /** Weights and singular vectors, all that the next result depends on. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters.weights());
    for (Layer layer : layers) {
      all.put(layer.name() + ".left", layer.left());
      all.put(layer.name() + ".right", layer.right());
    }
    return all;
  }

  /** The largest singular value, as left . (weight right); differentiable in the weight. */
  private static Tensor norm(Layer layer, Tensor weight) {
    // A sum of products in float32, which autocast leaves alone.
    return matrix(weight)
        .mul(layer.left().unsqueeze(1).mul(layer.right().unsqueeze(0)))
        .sum()
        .add(new Scalar(TINY));
  }

  /** In the order of (out, in, row, column), whatever the layout in memory is. */
  private static Tensor matrix(Tensor weight) {
    return weight.reshape(weight.size(0), -1);
  }

  private static Tensor unit(Tensor vector) {
    return vector.div(vector.norm().add(new Scalar(TINY)));
  }

  @Override
  public void close() {
    parameters.close();
    for (Layer layer : layers) {
      Scope.free(layer.left());
      Scope.free(layer.right());
    }
  }
}
