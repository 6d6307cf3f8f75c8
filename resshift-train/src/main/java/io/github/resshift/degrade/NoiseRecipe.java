package io.github.resshift.degrade;

import org.bytedeco.pytorch.Tensor;

/**
 * How noise is drawn: Gaussian or Poisson for the whole batch, strength and grayness for each
 * sample.
 *
 * @param gaussianProbability how often the noise is Gaussian; else it is Poisson noise
 * @param sigma standard deviations in units of 1/255
 * @param poissonScale factors of the Poisson noise
 * @param grayProbability how often the noise is the same in all channels
 */
record NoiseRecipe(
    double gaussianProbability, Range sigma, Range poissonScale, double grayProbability) {
  /** Adds noise to [N, 3, H, W] in [0, 1]; the result is clipped. */
  public Tensor apply(Tensor image, Draws draws) {
    boolean gaussian = draws.chance("gaussian", gaussianProbability);
    int n = (int) image.size(0);
    double[] strength = draws.uniforms("strength", n, 0, 1);
    Range range = gaussian ? sigma : poissonScale;
    double[] grayness = draws.uniforms("gray", n, 0, 1);
    boolean[] gray = new boolean[n];
    for (int i = 0; i < n; i++) {
      strength[i] = range.at(strength[i]);
      gray[i] = grayness[i] < grayProbability;
    }
    return gaussian
        ? Noise.gaussian(image, strength, gray, draws)
        : Noise.poisson(image, strength, gray, draws);
  }
}
