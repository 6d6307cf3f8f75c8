package io.github.resshift.model;

import io.github.resshift.nn.ByteRanges;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.RrdbBlock;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A pretrained network that enlarges by four: residual dense blocks (Wang et al. 2018, ESRGAN) on
 * the small picture's own grid, then two doublings. The denoiser stands on its features; its
 * picture can be the chain's low-quality end. Thread-safe; closing frees the weights.
 */
public final class Guide implements AutoCloseable {
  private final GuideConfig config;
  private final Conv2d first;
  private final List<RrdbBlock> blocks = new ArrayList<>();
  private final GuideTail tail;
  private final Parameters parameters;

  /**
   * What a guide says of a picture.
   *
   * @param features on the small picture's grid, [N, channels, H, W]
   * @param picture four times larger, in [-1, 1] and a little beyond, or null for a guide without
   */
  public record Result(Tensor features, Tensor picture) {}

  private Guide(GuideConfig config, WeightLoader loader, Optional<ByteRanges> ranges) {
    this.config = config;
    WeightScope root = loader.root();
    this.first = Conv2d.same3(root.at("conv_first"), 3, config.channels());
    for (int i = 0; i < config.blocks(); i++) {
      WeightScope at = root.at("body").at(i);
      blocks.add(new RrdbBlock(at, config.channels(), config.growth(), ranges));
    }
    this.tail = config.picture() ? new GuideTail(root, config.channels()) : null;
    this.parameters = loader.finish();
  }

  /**
   * Loads a guide. A file of the whole network serves for a guide with fewer blocks as well.
   *
   * @param source tensors under the names that {@link GuideWeights} gives them
   * @throws io.github.resshift.weights.CheckpointException if the tensors do not fit
   */
  public static Guide load(GuideConfig config, WeightSource source, Placement placement) {
    return load(config, source, Optional.empty(), placement);
  }

  /**
   * Loads a guide whose blocks compute with bytes; the processor must be able to ({@link
   * io.github.resshift.tensor.ByteConvolution#works}).
   *
   * @param ranges of its activations; absent: in the arithmetic of the placement
   * @throws io.github.resshift.weights.CheckpointException if tensors or ranges do not fit
   */
  public static Guide load(
      GuideConfig config, WeightSource source, Optional<ByteRanges> ranges, Placement placement) {
    WeightLoader loader = new WeightLoader(GuideWeights.needed(config, source), placement);
    return new Guide(config, loader, ranges);
  }

  /** Makes a guide with fresh weights, a function of the seed alone. */
  public static Guide initialise(GuideConfig config, long seed, Placement placement) {
    return new Guide(config, WeightLoader.initialise(seed, placement), Optional.empty());
  }

  /**
   * Runs the guide.
   *
   * @param lq low-quality picture in [-1, 1], [N, 3, H, W], of any size
   * @return tensors of the open scope
   */
  public Result run(Tensor lq) {
    return run(lq, config.featuresAfter());
  }

  /**
   * The same with the features of an earlier block.
   *
   * @param after number of blocks that the features have passed, 1 to the guide's own
   */
  public Result run(Tensor lq, int after) {
    return run(lq, after, GuideTail.STRIP);
  }

  Result run(Tensor lq, int after, long stripLines) {
    PointerScope outer = PointerScope.getInnerScope();
    try (var scope = Scope.open()) {
      Tensor stem = first.forward(GuideTail.unit(lq));
      Tensor h = stem.to(ScalarType.Float);
      Tensor features = null;
      for (int i = 0; i < blocks.size(); i++) {
        Tensor before = h;
        h = blocks.get(i).forward(h);
        if (i + 1 == after) {
          features = h.to(stem.scalar_type());
        }
        if (i > 0) {
          before.close();
        }
      }
      Tensor picture =
          tail == null ? null : tail.picture(stem, h.to(stem.scalar_type()), stripLines);
      return new Result(handed(outer, features), handed(outer, picture));
    }
  }

  /**
   * Shows a witness the activations of all dense blocks, which are not of bytes then.
   *
   * @param lq as {@link #run(Tensor)} takes it
   * @param witness is told the layer, as {@link ByteRanges} names it, and [N, C, H, W] that ends
   *     with the call
   */
  public void show(Tensor lq, BiConsumer<String, Tensor> witness) {
    try (var scope = Scope.open()) {
      Tensor h = first.forward(GuideTail.unit(lq));
      for (int i = 0; i < blocks.size(); i++) {
        String at = "body." + i + ".";
        h = blocks.get(i).forward(h, (layer, seen) -> witness.accept(at + layer, seen));
      }
    }
  }

  private static Tensor handed(PointerScope outer, Tensor tensor) {
    if (tensor != null) {
      if (outer != null) {
        outer.attach(tensor);
      } else {
        tensor.retainReference();
      }
    }
    return tensor;
  }

  /** The settings. */
  public GuideConfig config() {
    return config;
  }

  /** The tensors under their names. */
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
