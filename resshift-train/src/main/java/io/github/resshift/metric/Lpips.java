package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Learned perceptual distance of pictures, LPIPS version 0.1 (Zhang, Isola, Efros, Shechtman and
 * Wang 2018): features of an image classifier are scaled to unit length at every position, their
 * squared differences are weighed by channel with learnt weights, averaged over the picture and
 * summed over the layers. 0 for equal pictures, lower is better.
 */
public final class Lpips extends LearnedDistance {
  /** The side from which every layer of every network has at least one position. */
  public static final int MIN_SIDE = 32;

  /** Mean and deviation of the training pictures of LPIPS, for values in [-1, 1]. */
  private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};

  private static final float[] SCALE = {0.458f, 0.448f, 0.450f};

  private static final String BACKBONE_PREFIX = "features.";

  private final LpipsNetwork network;
  private final LpipsBackbone backbone;
  private final List<Tensor> channelWeights = new ArrayList<>();
  private final List<Parameters> owned;
  private final Tensor shift;
  private final Tensor scale;

  /**
   * Takes copies of the weights; the sources stay open and are the caller's.
   *
   * @param backbone torchvision's tensors {@code features.*}; others, such as the classifier's, are
   *     passed over
   * @param linear {@code linN.model.1.weight} of LPIPS v0.1
   * @param device a libtorch device such as {@code cpu} or {@code cuda:0}
   * @throws io.github.resshift.weights.CheckpointException if a source does not fit the network
   */
  public Lpips(LpipsNetwork network, WeightSource backbone, WeightSource linear, String device) {
    this(
        network,
        new WeightLoader(featuresOnly(backbone), Placement.frozen(device)),
        new WeightLoader(linear, Placement.frozen(device)),
        Placement.frozen(device));
  }

  private Lpips(
      LpipsNetwork network, WeightLoader loader, WeightLoader linearLoader, Placement placement) {
    super("LPIPS", MIN_SIDE);
    this.network = network;
    int[] channels = network.channels();
    for (int i = 0; i < channels.length; i++) {
      WeightScope at = linearLoader.root().at("lin" + i).at("model.1");
      channelWeights.add(at.get("weight", Init.ones(), 1, channels[i], 1, 1));
    }
    Parameters linearWeights = linearLoader.finish();
    try (var scope = Scope.open()) {
      this.backbone = new LpipsBackbone(loader.root(), network);
      this.owned = List.of(linearWeights, loader.finish());
      this.shift =
          Scope.own(Tensors.of(SHIFT, 1, 3, 1, 1).to(placement.handle(), ScalarType.Float));
      this.scale =
          Scope.own(Tensors.of(SCALE, 1, 3, 1, 1).to(placement.handle(), ScalarType.Float));
    } catch (RuntimeException e) {
      linearWeights.close();
      throw e;
    }
  }

  /**
   * Reads the weights from two files.
   *
   * @throws io.github.resshift.weights.CheckpointException if a file is missing, damaged or of
   *     another network
   */
  public static Lpips open(LpipsNetwork network, Path backbone, Path linear, String device) {
    try (WeightSource features = WeightFiles.open(backbone);
        WeightSource weights = WeightFiles.open(linear)) {
      return new Lpips(network, features, weights, device);
    }
  }

  /** With made-up weights, which cost the same time and memory, for measuring them. */
  public static Lpips initialise(LpipsNetwork network, long seed, String device) {
    try (var scope = Scope.open()) {
      return new Lpips(
          network,
          WeightLoader.initialise(seed, Placement.frozen(device)),
          WeightLoader.initialise(seed, Placement.frozen(device)),
          Placement.frozen(device));
    }
  }

  /** The network whose features are compared. */
  public LpipsNetwork network() {
    return network;
  }

  @Override
  List<Tensor> features(Tensor pictures) {
    return backbone.forward(pictures.sub(shift).div(scale));
  }

  @Override
  Tensor compare(List<Tensor> left, List<Tensor> right) {
    return ofUnitFeatures(
        left, right, (place, squares) -> squares.mul(channelWeights.get(place)).sum(1));
  }

  @Override
  public void close() {
    owned.forEach(Parameters::close);
    Scope.free(shift);
    Scope.free(scale);
  }

  /** The classifier behind the features is not needed, and files of it are large. */
  static WeightSource featuresOnly(WeightSource source) {
    Map<String, Tensor> features = new LinkedHashMap<>();
    for (String name : source.names()) {
      if (name.startsWith(BACKBONE_PREFIX)) {
        features.put(name, source.tensor(name));
      }
    }
    return new MemorySource(source.origin(), features);
  }
}
