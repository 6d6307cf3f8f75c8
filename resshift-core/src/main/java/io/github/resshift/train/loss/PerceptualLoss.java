package io.github.resshift.train.loss;

import io.github.resshift.ResShiftException;
import io.github.resshift.metric.Lpips;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** LPIPS as a loss. Stateless. */
public final class PerceptualLoss {
  private PerceptualLoss() {}

  /**
   * Opens the network.
   *
   * @throws ResShiftException if no files were named or they cannot be used
   */
  public static Lpips open(PerceptualConfig config, String device) {
    return Lpips.open(
        config.network(),
        file(config, config.backbone(), "lpips_backbone", "the network's weights from torchvision"),
        file(config, config.linear(), "lpips_linear", "the linear weights of LPIPS 0.1"),
        device);
  }

  private static Path file(
      PerceptualConfig config, Optional<Path> given, String key, String content) {
    return given.orElseThrow(
        () ->
            new ResShiftException(
                "The perceptual loss LPIPS ("
                    + config.network().word()
                    + ") needs "
                    + content
                    + ": name the file with train.loss."
                    + key
                    + ", or leave the loss out with the weight 0."));
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
