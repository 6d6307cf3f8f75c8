package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes some pictures black and white, clean and damaged alike, so that what is trained on them
 * leaves such pictures without colour. All samples of a call are gray or none. Thread-safe.
 *
 * @param inner what damages the pictures
 * @param probability how often a picture is gray
 */
record GrayPictures(Degradation inner, double probability) implements Degradation {
  /** Refuses what is no probability. */
  public GrayPictures {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be 0..1, not " + probability);
    }
  }

  @Override
  public int scale() {
    return inner.scale();
  }

  @Override
  public boolean masked() {
    return inner.masked();
  }

  @Override
  public Object settings() {
    return Map.of("kind", "gray", "inner", inner.settings(), "probability", probability);
  }

  @Override
  public String describedFormerly() {
    return inner.describedFormerly() + "; gray " + probability;
  }

  @Override
  public Pair degrade(Tensor gt, Draws draws) {
    if (!draws.chance("gray_picture", probability)) {
      return inner.degrade(gt, draws);
    }
    Pair pair = inner.degrade(Scope.keep(() -> gray(gt)), draws);
    // Noise of its own in each channel and the chroma of JPEG bring colour back.
    Tensor lq = Scope.keep(() -> gray(pair.lq()));
    // Sharpening computes each channel for itself; here they are the same to the last bit.
    Tensor clean = Scope.keep(() -> spread(pair.gt().narrow(1, 0, 1)));
    return new Pair(clean, lq, pair.mask());
  }

  /** Luma in all channels, as multiples of 1/255. */
  private static Tensor gray(Tensor picture) {
    return spread(Noise.eightBits(Tensors.luma(picture)));
  }

  private static Tensor spread(Tensor channel) {
    return channel.expand(channel.size(0), 3, channel.size(2), channel.size(3)).contiguous();
  }
}
