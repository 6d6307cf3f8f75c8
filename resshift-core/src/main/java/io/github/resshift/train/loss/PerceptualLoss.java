package io.github.resshift.train.loss;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.MeasureFiles;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.metric.Lpips;
import io.github.resshift.metric.LpipsNetwork;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** LPIPS as a loss. Stateless. */
public final class PerceptualLoss {
  private PerceptualLoss() {}

  /**
   * Opens the network from the files that the configuration names, or from those of the catalogue.
   *
   * @throws ResShiftException if only one file is named or the files cannot be used
   * @throws io.github.resshift.catalog.CatalogException if the catalogue's files are not here; the
   *     message says how to get them
   */
  public static Lpips open(PerceptualConfig config, String device) {
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
    MeasureFiles catalogue = ModelCatalog.standard().measureFiles();
    List<Path> files = catalogue.ready(catalogue.find("lpips-" + network.word()).orElseThrow());
    return Lpips.open(network, files.get(0), files.get(1), device);
  }

  /** The distance of two pictures [1, 3, h, w] in [0, 1] on the device of {@code lpips}. */
  public static double ofPictures(Lpips lpips, Tensor a, Tensor b) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      return Tensors.item(lpips.distance(centred(a), centred(b)));
    }
  }

  private static Tensor centred(Tensor picture) {
    return picture.mul(new Scalar(2)).sub(new Scalar(1));
  }
}
