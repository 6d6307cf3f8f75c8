package io.github.resshift.train.loss;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.MeasureFiles;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.metric.LearnedDistance;
import io.github.resshift.metric.Lpips;
import io.github.resshift.metric.LpipsNetwork;
import io.github.resshift.metric.PerceptualDistance;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The distances in features of trained networks that a loss has among its terms, by the names of
 * the terms. Immutable and thread-safe; closing it frees the networks.
 */
public final class LossDistances implements AutoCloseable {
  private final Map<String, LearnedDistance> distances;

  private LossDistances(Map<String, LearnedDistance> distances) {
    this.distances = distances;
  }

  /** No distances at all. */
  public static LossDistances none() {
    return new LossDistances(Map.of());
  }

  /**
   * Opens the networks from the files that the configuration names, or from those of the catalogue.
   *
   * @param device a libtorch device name
   * @throws ResShiftException if only one file of LPIPS is named or files cannot be used
   * @throws io.github.resshift.catalog.CatalogException if the catalogue's files are not here; the
   *     message says how to get them
   */
  public static LossDistances open(LossConfig config, String device) {
    LossDistances opened = new LossDistances(new LinkedHashMap<>());
    try {
      config.lpips().ifPresent(p -> opened.distances.put(LossConfig.LPIPS, lpips(p, device)));
      config
          .perceptual()
          .ifPresent(p -> opened.distances.put(LossConfig.PERCEPTUAL, perceptual(p, device)));
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Networks with made-up weights in place of those of LPIPS, for measuring time and memory.
   *
   * @throws RuntimeException as {@link #open} for other distances
   */
  public static LossDistances madeUp(LossConfig config, String device) {
    LossDistances opened = new LossDistances(new LinkedHashMap<>());
    config
        .lpips()
        .ifPresent(
            p -> opened.distances.put(LossConfig.LPIPS, Lpips.initialise(p.network(), 1, device)));
    config
        .perceptual()
        .ifPresent(p -> opened.distances.put(LossConfig.PERCEPTUAL, perceptual(p, device)));
    return opened;
  }

  private static LearnedDistance lpips(LpipsConfig config, String device) {
    LpipsNetwork network = config.network();
    if (config.backbone().isPresent() != config.linear().isPresent()) {
      throw new ResShiftException(
          "The perceptual loss LPIPS ("
              + network.word()
              + ") needs two files: name both train.loss.lpips_backbone (the network's weights from"
              + " torchvision) and train.loss.lpips_linear (the weights of LPIPS 0.1), or neither"
              + " to use those of the catalogue.");
    }
    if (config.backbone().isPresent()) {
      return Lpips.open(network, config.backbone().get(), config.linear().get(), device);
    }
    List<Path> files = ready("lpips-" + network.word());
    return Lpips.open(network, files.get(0), files.get(1), device);
  }

  private static LearnedDistance perceptual(PerceptualConfig config, String device) {
    Path file = config.weights().orElseGet(() -> ready(MeasureFiles.PERCEPTUAL).get(0));
    return PerceptualDistance.open(file, device);
  }

  private static List<Path> ready(String set) {
    MeasureFiles catalogue = ModelCatalog.standard().measureFiles();
    return catalogue.ready(catalogue.find(set).orElseThrow());
  }

  LossConfig.Term term(String name, double weight) {
    return new LossConfig.Term(name, weight, distances.get(name)::distance, false);
  }

  /** The names of the distances, as in the configuration. */
  public List<String> names() {
    return new ArrayList<>(distances.keySet());
  }

  /**
   * Each distance of two pictures, in the order of {@link #names}.
   *
   * @param a [1, 3, h, w] in [0, 1], on the device of the networks
   * @param b as {@code a}
   */
  public double[] ofPictures(Tensor a, Tensor b) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor left = centred(a);
      Tensor right = centred(b);
      return distances.values().stream()
          .mapToDouble(distance -> Tensors.item(distance.distance(left, right)))
          .toArray();
    }
  }

  private static Tensor centred(Tensor picture) {
    return picture.mul(new Scalar(2)).sub(new Scalar(1));
  }

  @Override
  public void close() {
    distances.values().forEach(LearnedDistance::close);
  }
}
