package io.github.resshift.train;

import java.util.Map;

/**
 * What an iteration came to.
 *
 * @param loss mean of the batch
 * @param perSample loss of each sample
 * @param terms means of the terms of the loss by name, before weighting; the discriminator's own
 *     loss is among them but not in {@code loss}
 * @param gradientNorm of all gradients of the network together, before clipping
 */
public record StepResult(
    double loss, double[] perSample, Map<String, Double> terms, double gradientNorm) {}
