package io.github.resshift.restore;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Locale;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Pictures of any size from a model of one factor: the model runs once, or twice where once is not
 * enough, and an antialiased bicubic resampler brings the result down to the size that was asked
 * for. Then colours and consistency with the input are mended as the settings say. Thread-safe; the
 * restorer stays the caller's.
 */
public final class Enlarger {
  private static final int MOST_PASSES = 2;

  /** Opacity below which colours cannot be told any more; divides premultiplied colours. */
  private static final double OPACITY_FLOOR = 1e-3;

  private final Restorer restorer;
  private final Settings settings;

  /**
   * What becomes of the model's result.
   *
   * @param size how large it is to be
   * @param colorFix whose colours it has
   * @param consistent whether reducing it must give the input
   */
  public record Settings(TargetSize size, ColorFix colorFix, boolean consistent) {
    /** The result as the model makes it. */
    public static final Settings PLAIN =
        new Settings(new TargetSize.OfModel(), ColorFix.NONE, false);

    /**
     * How often the model has to run for a picture: once or twice.
     *
     * @param width pixels of the input
     * @param height pixels of the input
     * @param factor how many times larger the model makes it
     * @param model its name, for the message
     * @throws ResShiftException if the size is larger than two runs of the model reach, or is
     *     smaller than the input while consistency is asked for
     */
    public int passes(int width, int height, int factor, String model) {
      TargetSize.Size wanted = size.of(width, height, factor);
      if (consistent && (wanted.width() < width || wanted.height() < height)) {
        throw new ResShiftException(
            String.format(
                Locale.ROOT,
                "A result of %dx%d pixels cannot hold an input of %dx%d; ask for a larger size, or"
                    + " do without consistency.",
                wanted.width(),
                wanted.height(),
                width,
                height));
      }
      long reachedWidth = width;
      long reachedHeight = height;
      for (int pass = 1; pass <= MOST_PASSES; pass++) {
        reachedWidth *= factor;
        reachedHeight *= factor;
        if (reachedWidth >= wanted.width() && reachedHeight >= wanted.height()) {
          return pass;
        }
      }
      throw new ResShiftException(
          String.format(
              Locale.ROOT,
              "%dx%d pixels are more than two runs of model %s make of %dx%d, which is %dx%d; ask"
                  + " for less.",
              wanted.width(),
              wanted.height(),
              model,
              width,
              height,
              reachedWidth,
              reachedHeight));
    }
  }

  /** Enlarges with the model of {@code restorer}. */
  public Enlarger(Restorer restorer, Settings settings) {
    this.restorer = restorer;
    this.settings = settings;
  }

  /** As {@link #restore(Picture, long, RestoreListener)} with the restorer's own seed. */
  public Picture restore(Picture picture, RestoreListener listener) {
    return restore(picture, restorer.seed(), listener);
  }

  /**
   * Enlarges a picture.
   *
   * @param seed of the noise
   * @throws ResShiftException if the size is larger than two runs of the model reach, or is smaller
   *     than the input while consistency is asked for
   * @throws CancelledException if the listener asks for it
   */
  public Picture restore(Picture picture, long seed, RestoreListener listener) {
    TargetSize.Size size = settings.size().of(picture.width(), picture.height(), restorer.scale());
    int passes =
        settings.passes(picture.width(), picture.height(), restorer.scale(), restorer.modelName());
    // Each pass has scale * scale times as many pixels as the one before.
    double growth = (double) restorer.scale() * restorer.scale();
    double first = passes == 1 ? 1 : 1 / (1 + growth);
    Picture result = restorer.restore(picture, seed, new PartListener(listener, 0, first));
    if (passes > 1) {
      result = restorer.restore(result, seed, new PartListener(listener, first, 1 - first));
    }
    return finish(result, picture, size);
  }

  private Picture finish(Picture result, Picture input, TargetSize.Size size) {
    boolean fits = result.width() == size.width() && result.height() == size.height();
    if (fits && settings.colorFix() == ColorFix.NONE && !settings.consistent()) {
      return result;
    }
    Engine.start();
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor alpha = Pixels.alpha(result);
      Tensor rgb = Pixels.rgb(result);
      if (!fits) {
        Tensor small = alpha == null ? null : Tensors.clamp(resized(alpha, size), 0, 1);
        rgb = resizedColours(rgb, alpha, small, size);
        alpha = small;
      }
      // As the model saw it.
      Tensor wanted = HiddenColours.fill(Pixels.rgb(input), Pixels.alpha(input));
      rgb = Tensors.clamp(settings.colorFix().apply(rgb, wanted), 0, 1);
      if (settings.consistent()) {
        rgb = Consistency.apply(rgb, wanted, Pixels.alpha(input));
      }
      return PictureRows.rounded(rgb, alpha, result, input.colourless(null));
    }
  }

  /** Premultiplied where there is alpha, so that hidden colours do not show at edges. */
  private static Tensor resizedColours(
      Tensor rgb, Tensor alpha, Tensor smallAlpha, TargetSize.Size size) {
    if (alpha == null) {
      return resized(rgb, size);
    }
    return resized(rgb.mul(alpha), size).div(smallAlpha.clamp_min(new Scalar(OPACITY_FLOOR)));
  }

  private static Tensor resized(Tensor picture, TargetSize.Size size) {
    return CubicResize.toSize(picture, size.height(), size.width());
  }
}
