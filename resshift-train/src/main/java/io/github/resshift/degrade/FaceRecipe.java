package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.Kind;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The degradation of aligned faces (docs/method.md section 8): one blur, reduction, noise, JPEG,
 * and back to the full size.
 *
 * @param flip whether pictures may be mirrored
 * @param kernelSize side length of the blur kernel, odd
 * @param shapes families of kernels: iso and aniso
 * @param probabilities weight of each family
 * @param sigma widths in pixels
 * @param downsample factors by which the sides are divided
 * @param noise standard deviations in units of 1/255
 * @param jpeg qualities; the fraction is cut off
 * @param shiftProbability how often each channel is shifted; absent: never, and nothing is drawn
 * @param shift largest shift in units of 1/255
 * @param jitterProbability how often {@link ColorJitter} is applied; absent: never, and nothing is
 *     drawn
 * @param grayProbability how often the result is gray
 * @param grayTruth whether the clean picture is then gray too
 */
@Kind("face")
public record FaceRecipe(
    boolean flip,
    int kernelSize,
    List<KernelShape> shapes,
    List<Double> probabilities,
    Range sigma,
    Range downsample,
    Range noise,
    Range jpeg,
    OptionalDouble shiftProbability,
    double shift,
    OptionalDouble jitterProbability,
    double grayProbability,
    boolean grayTruth) {
  /** The published training recipe. */
  public static final FaceRecipe PUBLISHED =
      new FaceRecipe(
          true,
          41,
          List.of(KernelShape.ISO, KernelShape.ANISO),
          List.of(0.5, 0.5),
          new Range(0.1, 15),
          new Range(0.8, 32),
          new Range(0, 20),
          new Range(30, 100),
          OptionalDouble.empty(),
          20,
          OptionalDouble.empty(),
          0.01,
          true);

  /** Checks the values. */
  public FaceRecipe {
    shapes = List.copyOf(shapes);
    probabilities = List.copyOf(probabilities);
    if (kernelSize < 1 || kernelSize % 2 == 0) {
      throw new ResShiftException("A blur kernel size must be odd, not " + kernelSize + ".");
    }
    if (shapes.size() != probabilities.size() || shapes.isEmpty()) {
      throw new ResShiftException(
          "A face recipe needs as many kernel probabilities as kernels, and at least one.");
    }
    for (KernelShape shape : shapes) {
      if (shape != KernelShape.ISO && shape != KernelShape.ANISO) {
        throw new ResShiftException(
            "A face recipe has iso and aniso kernels only, not " + shape.configName() + ".");
      }
    }
    if (!(sigma.low() > 0 && downsample.low() > 0 && jpeg.low() >= 1 && jpeg.high() <= 100)) {
      throw new ResShiftException(
          "A face recipe needs blur widths and reductions above 0 and JPEG qualities from 1 to"
              + " 100.");
    }
  }

  Kernel drawKernel(Draws draws) {
    KernelShape shape =
        shapes.get(
            draws.pick("shape", probabilities.stream().mapToDouble(Double::doubleValue).toArray()));
    double sigmaX = draws.uniform("sigma_x", sigma.low(), sigma.high());
    if (shape == KernelShape.ISO) {
      return Kernel.gaussian(kernelSize, sigmaX, sigmaX, 0);
    }
    double sigmaY = draws.uniform("sigma_y", sigma.low(), sigma.high());
    double theta = draws.uniform("rotation", -Math.PI, Math.PI);
    return Kernel.gaussian(kernelSize, sigmaX, sigmaY, theta);
  }
}
