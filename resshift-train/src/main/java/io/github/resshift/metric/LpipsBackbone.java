package io.github.resshift.metric;

import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The convolutional part of AlexNet (Krizhevsky 2014), VGG 16 (Simonyan and Zisserman 2015) or
 * SqueezeNet 1.1 (Iandola et al. 2016) up to the last layer that LPIPS looks at. Layers are
 * numbered as in torchvision, because its files name weights by these numbers.
 */
final class LpipsBackbone {
  private static final long[] ONCE = {1, 1};
  private static final long[] TWICE = {2, 2};

  private static final float[] SMOOTH = {
    1 / 16f, 1 / 8f, 1 / 16f, 1 / 8f, 1 / 4f, 1 / 8f, 1 / 16f, 1 / 8f, 1 / 16f
  };

  /** Layers between two looks at the features; each ends where LPIPS looks. */
  private final List<List<UnaryOperator<Tensor>>> slices = new ArrayList<>();

  private final WeightScope features;
  private int layer;

  LpipsBackbone(WeightScope root, LpipsNetwork network) {
    this(root);
    switch (network) {
      case ALEX -> alex();
      case VGG -> vgg(false);
      case SQUEEZE -> squeeze();
      default -> throw new IllegalArgumentException("no network " + network);
    }
    slices.remove(slices.size() - 1);
  }

  private LpipsBackbone(WeightScope root) {
    this.features = root.at("features");
    slices.add(new ArrayList<>());
  }

  /** VGG 16 with {@link #smooth} in place of its maxima, as DISTS looks at it. */
  static LpipsBackbone smoothVgg(WeightScope root) {
    LpipsBackbone backbone = new LpipsBackbone(root);
    backbone.vgg(true);
    backbone.slices.remove(backbone.slices.size() - 1);
    return backbone;
  }

  /** The features at every place that LPIPS looks at, from normalised pictures [n, 3, h, w]. */
  List<Tensor> forward(Tensor pictures) {
    List<Tensor> looks = new ArrayList<>();
    Tensor x = pictures;
    for (List<UnaryOperator<Tensor>> slice : slices) {
      for (UnaryOperator<Tensor> step : slice) {
        x = step.apply(x);
      }
      looks.add(x);
    }
    return looks;
  }

  private void alex() {
    convolution(3, 64, 11, 4, 2).look();
    pool(3, false).convolution(64, 192, 5, 1, 2).look();
    pool(3, false).convolution(192, 384, 3, 1, 1).look();
    convolution(384, 256, 3, 1, 1).look();
    convolution(256, 256, 3, 1, 1).look();
  }

  private void vgg(boolean smooth) {
    int[][] blocks = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    int in = 3;
    for (int b = 0; b < blocks.length; b++) {
      if (b > 0 && smooth) {
        add(LpipsBackbone::smooth, 1);
      } else if (b > 0) {
        pool(2, false);
      }
      for (int out : blocks[b]) {
        convolution(in, out, 3, 1, 1);
        in = out;
      }
      look();
    }
  }

  private void squeeze() {
    convolution(3, 64, 3, 2, 0).look();
    pool(3, true).fire(64, 16, 64).fire(128, 16, 64).look();
    pool(3, true).fire(128, 32, 128).fire(256, 32, 128).look();
    pool(3, true).fire(256, 48, 192).look();
    fire(384, 48, 192).look();
    fire(384, 64, 256).look();
    fire(512, 64, 256).look();
  }

  private void look() {
    slices.add(new ArrayList<>());
  }

  private LpipsBackbone add(UnaryOperator<Tensor> step, int layers) {
    slices.get(slices.size() - 1).add(step);
    layer += layers;
    return this;
  }

  /** A convolution and its rectifier, which is a layer of its own. */
  private LpipsBackbone convolution(int in, int out, int kernel, int stride, int padding) {
    return add(rectified(features.at(layer), in, out, kernel, stride, padding), 2);
  }

  private LpipsBackbone pool(int kernel, boolean ceil) {
    long[] window = {kernel, kernel};
    return add(x -> torch.max_pool2d(x, window, TWICE, new long[] {0, 0}, ONCE, ceil), 1);
  }

  /**
   * Every other position of the root of the squares, blurred by the binomial kernel 1, 2, 1 (Hénaff
   * and Simoncelli 2016), which repeats no pattern of the grid.
   */
  private static Tensor smooth(Tensor x) {
    long channels = x.size(1);
    Tensor kernel =
        Tensors.of(SMOOTH, 1, 1, 3, 3).to(x.device(), x.scalar_type()).expand(channels, 1, 3, 3);
    Tensor blurred =
        torch.conv2d(x.mul(x), kernel, new TensorOptional(), TWICE, ONCE, ONCE, channels);
    return blurred.add(new Scalar(1e-12)).sqrt();
  }

  private LpipsBackbone fire(int in, int narrow, int wide) {
    WeightScope at = features.at(layer);
    UnaryOperator<Tensor> squeezed = rectified(at.at("squeeze"), in, narrow, 1, 1, 0);
    UnaryOperator<Tensor> one = rectified(at.at("expand1x1"), narrow, wide, 1, 1, 0);
    UnaryOperator<Tensor> three = rectified(at.at("expand3x3"), narrow, wide, 3, 1, 1);
    return add(
        x -> {
          Tensor few = squeezed.apply(x);
          return torch.cat(new TensorVector(one.apply(few), three.apply(few)), 1);
        },
        1);
  }

  private static UnaryOperator<Tensor> rectified(
      WeightScope at, int in, int out, int kernel, int stride, int padding) {
    Tensor weight =
        at.get("weight", Init.fanIn((long) in * kernel * kernel), out, in, kernel, kernel);
    Tensor bias = at.get("bias", Init.zeros(), out);
    long[] strides = {stride, stride};
    long[] paddings = {padding, padding};
    return x ->
        torch.relu(torch.conv2d(x, weight, new TensorOptional(bias), strides, paddings, ONCE, 1));
  }
}
