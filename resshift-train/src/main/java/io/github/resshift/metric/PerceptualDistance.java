package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Perceptual distance in the features of EfficientNet-Lite0: features are scaled to unit length
 * over the channels at every position, their squared differences are summed over the channels and
 * averaged over the positions, and the mean is taken over five places of the network: its stem and
 * its blocks 0, 2, 4 and 10, which halve the picture one to four times. Unlike LPIPS it has no
 * learnt weights of channels. 0 for equal pictures, at most 4; lower is better.
 */
public final class PerceptualDistance extends LearnedDistance {
  /** The side from which every place of the network has at least one position. */
  public static final int MIN_SIDE = 16;

  /** Mean and deviation of ImageNet's pictures, for values in [0, 1]. */
  static final float[] MEAN = {0.485f, 0.456f, 0.406f};

  static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  /** Indices into the network's features: the stem, and after it blocks 0, 2, 4 and 10. */
  private static final List<Integer> PLACES = List.of(0, 1, 3, 5, 11);

  private final EfficientNetLite network;
  private final Tensor mean;
  private final Tensor deviation;

  /**
   * Takes copies of the weights; the source stays open and is the caller's.
   *
   * @param source {@code _conv_stem.weight}, {@code _bn0.*} and {@code _blocks.0} to {@code
   *     _blocks.10} of EfficientNet-Lite0; later layers are passed over
   * @param device a libtorch device such as {@code cpu} or {@code cuda:0}
   * @throws io.github.resshift.weights.CheckpointException if the source does not fit the network
   */
  public PerceptualDistance(WeightSource source, String device) {
    super("the perceptual distance", MIN_SIDE);
    this.network = new EfficientNetLite(source, device);
    try (var scope = Scope.open()) {
      this.mean = constant(MEAN, device);
      this.deviation = constant(DEVIATION, device);
    }
  }

  /**
   * Reads the weights from a file.
   *
   * @throws io.github.resshift.weights.CheckpointException if it is missing, damaged or of another
   *     network
   */
  public static PerceptualDistance open(Path weights, String device) {
    try (WeightSource source = WeightFiles.open(weights)) {
      return new PerceptualDistance(source, device);
    }
  }

  @Override
  List<Tensor> features(Tensor pictures) {
    Tensor values = pictures.add(new Scalar(1)).mul(new Scalar(0.5));
    List<Tensor> all = network.forward(values.sub(mean).div(deviation));
    return PLACES.stream().map(all::get).toList();
  }

  @Override
  Tensor compare(List<Tensor> left, List<Tensor> right) {
    return ofUnitFeatures(
        left, right, (place, squares) -> squares.sum(1).div(new Scalar((double) PLACES.size())));
  }

  @Override
  public void close() {
    network.close();
    Scope.free(mean);
    Scope.free(deviation);
  }

  static Tensor constant(float[] values, String device) {
    Tensor here = Tensors.of(values, 1, 3, 1, 1).to(new Device(device), ScalarType.Float);
    return Scope.own(here);
  }
}
