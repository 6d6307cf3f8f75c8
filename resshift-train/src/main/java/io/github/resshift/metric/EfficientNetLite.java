package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * EfficientNet-Lite0, a classifier for small machines (Tan and Le 2019; its Lite form has ReLU6 in
 * place of swish and no squeeze-and-excitation), as far as its block 10. Convolutions have "same"
 * padding in TensorFlow's way: where they halve an even side, the side after the picture gets one
 * pixel more than the side before it. Batch normalisation is folded into the convolutions in
 * float64 when the weights are loaded. Immutable and thread-safe.
 */
final class EfficientNetLite implements AutoCloseable {
  /** Number of the last block that is built. */
  static final int LAST_BLOCK = 10;

  private static final int STEM = 32;
  private static final int EXPANSION = 6;

  /** Added to the variance by the batch normalisations of all EfficientNets. */
  private static final double EPSILON = 1e-3;

  private static final long[] ONCE = {1, 1};

  /** The blocks 0 to 10 of 16. */
  private static final List<Shape> BLOCKS =
      List.of(
          new Shape(3, 1, STEM, 16),
          new Shape(3, 2, 16, 24),
          new Shape(3, 1, 24, 24),
          new Shape(5, 2, 24, 40),
          new Shape(5, 1, 40, 40),
          new Shape(3, 2, 40, 80),
          new Shape(3, 1, 80, 80),
          new Shape(3, 1, 80, 80),
          new Shape(5, 1, 80, 112),
          new Shape(5, 1, 112, 112),
          new Shape(5, 1, 112, 112));

  /** What {@link #BLOCKS} holds; the file has a classifier and later blocks besides. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(_conv_stem|_bn0|_blocks\\.([0-9]|10)\\.\\w+)\\.(?!num_batches_tracked)\\w+");

  /**
   * A block.
   *
   * @param kernel side of the depthwise convolution
   * @param stride of the depthwise convolution
   */
  private record Shape(int kernel, int stride, int in, int out) {
    boolean keepsItsInput() {
      return stride == 1 && in == out;
    }
  }

  /** A convolution with its batch normalisation. */
  private record Folded(Tensor weight, Tensor bias, int stride, int groups) {
    Tensor forward(Tensor x) {
      long all = weight.size(2) - stride;
      long before = all / 2;
      long after = all - before;
      boolean even = before == after;
      Tensor padded = even ? x : torch.constant_pad_nd(x, before, after, before, after);
      long[] padding = {even ? before : 0, even ? before : 0};
      return torch.conv2d(
          padded,
          weight,
          new TensorOptional(bias),
          new long[] {stride, stride},
          padding,
          ONCE,
          groups);
    }
  }

  /**
   * A block with its weights: the first block has nothing that expands.
   *
   * @param rectified each followed by ReLU6
   */
  private record Block(List<Folded> rectified, Folded project, boolean keepsItsInput) {
    Tensor forward(Tensor x) {
      Tensor inner = x;
      for (Folded convolution : rectified) {
        inner = torch.relu6(convolution.forward(inner));
      }
      Tensor out = project.forward(inner);
      return keepsItsInput ? out.add(x) : out;
    }
  }

  private final List<Tensor> owned = new ArrayList<>();
  private final Placement placement;
  private final Folded stem;
  private final List<Block> blocks = new ArrayList<>();

  /**
   * Takes the weights; the source stays open and is the caller's.
   *
   * @param source tensors under the names of the usual PyTorch port: {@code _conv_stem}, {@code
   *     _bn0}, {@code _blocks.N._depthwise_conv} and so on; those of later layers are passed over
   * @throws io.github.resshift.weights.CheckpointException if it does not fit the network
   */
  EfficientNetLite(WeightSource source, String device) {
    this.placement = Placement.frozen(device);
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      WeightLoader loader =
          new WeightLoader(needed(source), new Placement("cpu", ScalarType.Double, false, false));
      WeightScope root = loader.root();
      this.stem = folded(root, "_conv_stem", "_bn0", new Shape(3, 2, 3, STEM), 1);
      for (int i = 0; i < BLOCKS.size(); i++) {
        blocks.add(block(root.at("_blocks").at(i), BLOCKS.get(i), i == 0 ? 1 : EXPANSION));
      }
      try (Parameters read = loader.finish()) {
        // The folded copies are all that is needed.
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * The features of every place, from fine to coarse: those of the stem, then those of each block.
   *
   * @param pictures [n, 3, h, w], normalised, on this instance's device
   */
  List<Tensor> forward(Tensor pictures) {
    List<Tensor> features = new ArrayList<>();
    Tensor x = torch.relu6(stem.forward(pictures));
    features.add(x);
    for (Block block : blocks) {
      x = block.forward(x);
      features.add(x);
    }
    return features;
  }

  @Override
  public void close() {
    owned.forEach(Scope::free);
  }

  private Block block(WeightScope at, Shape shape, int expansion) {
    int inner = shape.in() * expansion;
    List<Folded> rectified = new ArrayList<>();
    if (expansion > 1) {
      Shape expand = new Shape(1, 1, shape.in(), inner);
      rectified.add(folded(at, "_expand_conv", "_bn0", expand, 1));
    }
    Shape depthwise = new Shape(shape.kernel(), shape.stride(), inner, inner);
    rectified.add(folded(at, "_depthwise_conv", "_bn1", depthwise, inner));
    Shape project = new Shape(1, 1, inner, shape.out());
    return new Block(
        rectified, folded(at, "_project_conv", "_bn2", project, 1), shape.keepsItsInput());
  }

  private Folded folded(
      WeightScope at, String convolution, String normalisation, Shape shape, int groups) {
    int in = shape.in() / groups;
    int out = shape.out();
    Init init = Init.fanIn((long) in * shape.kernel() * shape.kernel());
    Tensor weight = at.at(convolution).get("weight", init, out, in, shape.kernel(), shape.kernel());
    WeightScope norm = at.at(normalisation);
    Tensor gain = norm.get("weight", Init.ones(), out);
    Tensor shift = norm.get("bias", Init.zeros(), out);
    Tensor mean = norm.get("running_mean", Init.zeros(), out);
    Tensor variance = norm.get("running_var", Init.ones(), out);
    Tensor factor = gain.div(variance.add(new Scalar(EPSILON)).sqrt());
    return new Folded(
        placed(weight.mul(factor.reshape(out, 1, 1, 1))),
        placed(shift.sub(mean.mul(factor))),
        shape.stride(),
        groups);
  }

  private Tensor placed(Tensor folded) {
    Tensor here = Scope.own(folded.to(placement.handle(), placement.dtype()));
    owned.add(here);
    return here;
  }

  private static WeightSource needed(WeightSource source) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : source.names()) {
      if (NEEDED.matcher(name).matches()) {
        tensors.put(name, source.tensor(name));
      }
    }
    return new MemorySource(source.origin(), tensors);
  }
}
