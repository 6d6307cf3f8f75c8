package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.List;

/**
 * How a blur kernel is drawn.
 *
 * @param kernelSize full size K, odd; drawn kernels have odd sizes from 3 to K-2
 * @param shapes families of kernels
 * @param probabilities weight of each family
 * @param sincProbability how often a sinc filter takes the place of the families
 * @param sigma widths in pixels
 * @param betaGeneralized exponents of generalized kernels; one below and one above 1 are equally
 *     likely
 * @param betaPlateau exponents of plateau kernels, in the same way
 */
record BlurRecipe(
    int kernelSize,
    List<KernelShape> shapes,
    List<Double> probabilities,
    double sincProbability,
    Range sigma,
    Range betaGeneralized,
    Range betaPlateau) {
  /** Below this size a sinc filter's cutoff starts at pi/3, from it on at pi/5. */
  private static final int WIDE_SINC = 13;

  /** Checks the values. */
  public BlurRecipe {
    shapes = List.copyOf(shapes);
    probabilities = List.copyOf(probabilities);
    if (kernelSize < 5 || kernelSize % 2 == 0) {
      throw new ResShiftException(
          "A blur kernel size must be odd and at least 5, not " + kernelSize + ".");
    }
    if (shapes.size() != probabilities.size() || shapes.isEmpty()) {
      throw new ResShiftException(
          "The list of blur kernels has "
              + shapes.size()
              + " entries and the list of their"
              + " probabilities "
              + probabilities.size()
              + "; give as many of each, at least one.");
    }
    if (!(sigma.low() > 0)) {
      throw new ResShiftException("Blur widths must be above 0, not " + sigma.low() + ".");
    }
  }

  /** Draws one kernel, not padded. */
  public Kernel draw(Draws draws) {
    int size = drawSize(draws);
    if (draws.chance("sinc", sincProbability)) {
      double lowest = size < WIDE_SINC ? Math.PI / 3 : Math.PI / 5;
      return Kernel.sinc(size, draws.uniform("cutoff", lowest, Math.PI));
    }
    KernelShape shape =
        shapes.get(
            draws.pick("shape", probabilities.stream().mapToDouble(Double::doubleValue).toArray()));
    double sigmaX = draws.uniform("sigma_x", sigma.low(), sigma.high());
    double sigmaY = sigmaX;
    double theta = 0;
    if (!shape.isotropic()) {
      sigmaY = draws.uniform("sigma_y", sigma.low(), sigma.high());
      theta = draws.uniform("rotation", -Math.PI, Math.PI);
    }
    return switch (shape) {
      case ISO, ANISO -> Kernel.gaussian(size, sigmaX, sigmaY, theta);
      case GENERALIZED_ISO, GENERALIZED_ANISO ->
          Kernel.generalized(size, sigmaX, sigmaY, theta, beta(betaGeneralized, draws));
      case PLATEAU_ISO, PLATEAU_ANISO ->
          Kernel.plateau(size, sigmaX, sigmaY, theta, beta(betaPlateau, draws));
    };
  }

  /** Draws the last filter of the chain: a sinc filter with this probability, else none. */
  public Kernel drawFinal(double probability, Draws draws) {
    if (!draws.chance("final_sinc", probability)) {
      return Kernel.identity(1);
    }
    int size = drawSize(draws);
    return Kernel.sinc(size, draws.uniform("cutoff", Math.PI / 3, Math.PI));
  }

  private int drawSize(Draws draws) {
    return 3 + 2 * draws.pickEvenly("kernel_size", (kernelSize - 3) / 2);
  }

  private static double beta(Range range, Draws draws) {
    return draws.chance("beta_below_1", 0.5)
        ? draws.uniform("beta", range.low(), 1)
        : draws.uniform("beta", 1, range.high());
  }
}
