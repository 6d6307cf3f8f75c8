package io.github.resshift.model;

import io.github.resshift.tensor.GaussianBlur;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * What a sample takes of the chain's low-quality end y, on top of the mean (docs/guide.md): fine
 * detail, held back where it is strong, and near a realism of 1 the forms above it as well.
 * Immutable.
 *
 * @param sigma detail is finer than a Gaussian of this standard deviation in pixels
 * @param limit strength, in [-1, 1], above which detail is held back; infinite: none is
 * @param formSigma forms are finer than a Gaussian of this standard deviation, and no detail
 * @param brightness share of theirs that is taken, 0 to 1
 * @param colour the same of their colour
 */
record SampleDetail(
    double sigma, double limit, double formSigma, double brightness, double colour) {
  /** Pixels of the result over which the strength of detail is judged. */
  private static final double STRENGTH_SIGMA = 3;

  /** Keeps places whose detail is weaker than about a level of 255 from being correlated. */
  private static final double FLAT = 1e-8;

  /** For results of a realism, 0 to 1. */
  static SampleDetail of(GuidedNetConfig config, double realism) {
    boolean unlimited = config.detailLimit() == 0 || realism == 1;
    double levels = config.detailLimit() / Math.sqrt(1 - realism * realism);
    double limit = unlimited ? Double.POSITIVE_INFINITY : 2 * levels / GuidedNetConfig.LEVELS;
    return config
        .whole()
        .map(
            whole ->
                new SampleDetail(
                    config.detail(),
                    limit,
                    whole.detail(),
                    whole.brightnessShare(realism),
                    whole.colourShare(realism)))
        .orElseGet(() -> new SampleDetail(config.detail(), limit, 0, 0, 0));
  }

  /**
   * What of y a sample leaves.
   *
   * @param apart [N, C, H, W], y without the mean; overwritten
   * @param picture y, of the same shape, in [-1, 1]
   * @return y without the sample
   */
  Tensor left(Tensor apart, Tensor picture) {
    return Scope.keep(
        () -> {
          Tensor blurred = GaussianBlur.of(apart, sigma);
          Tensor detail = apart.sub(blurred);
          if (Double.isFinite(limit)) {
            Tensor own = Scope.keep(() -> fine(picture.sub(apart)));
            detail.mul_(share(detail, own));
          }
          apart.sub_(detail);
          return colour == 0 ? apart : apart.sub_(taken(forms(blurred)));
        });
  }

  /** The shares of forms, which are overwritten. */
  private Tensor taken(Tensor forms) {
    if (brightness == colour) {
      return forms.mul_(new Scalar(colour));
    }
    return Scope.keep(
        () -> {
          Tensor luma = Tensors.luma(forms);
          return forms.mul_(new Scalar(colour)).add_(luma.mul_(new Scalar(brightness - colour)));
        });
  }

  private Tensor fine(Tensor picture) {
    return GaussianBlur.of(picture, sigma).neg_().add_(picture);
  }

  /** On the small picture's grid, where a wide Gaussian has a sixteenth of the work. */
  private Tensor forms(Tensor blurred) {
    return Scope.keep(
        () -> {
          Tensor small =
              Interpolate.byFactor(blurred, Interpolate.Mode.AREA, 1.0 / GuideConfig.SCALE);
          Tensor wide = GaussianBlur.of(small, formSigma / GuideConfig.SCALE);
          return blurred.sub(Interpolate.bicubicUp(wide, GuideConfig.SCALE));
        });
  }

  /**
   * How much of a detail {@code d} is taken, {@code 1 / sqrt(1 + E (1 - r^2)^2 / L^2)}: E is its
   * mean square around a pixel, L the limit, and r the correlation there, if positive, of the
   * mean's own fine detail with what it becomes. Detail that goes the way of the mean sharpens an
   * edge; the squared error of other detail grows with the square of its strength, and the look of
   * a photograph does not.
   *
   * @return [N, 1, H, W]
   */
  private Tensor share(Tensor detail, Tensor own) {
    return Scope.keep(
        () -> {
          Tensor before = around(own, own);
          Tensor shared = around(own, detail);
          Tensor strength = around(detail, detail);
          Tensor both = before.add(shared);
          Tensor after = both.add(shared).add_(strength);
          both.clamp_min_(new Scalar(0)).square_();
          Tensor each = after.mul_(before).add_(new Scalar(FLAT));
          Tensor other = both.div_(each).neg_().add_(new Scalar(1)).square_();
          Tensor relative = strength.mul_(other).div_(new Scalar(limit * limit));
          return relative.add_(new Scalar(1)).rsqrt_();
        });
  }

  /** Mean of a product over the channels and around each pixel. */
  private static Tensor around(Tensor a, Tensor b) {
    return Scope.keep(
        () -> {
          Tensor mean = a.mul(b).mean(new long[] {1}, true, new ScalarTypeOptional());
          return GaussianBlur.of(mean, STRENGTH_SIGMA);
        });
  }
}
