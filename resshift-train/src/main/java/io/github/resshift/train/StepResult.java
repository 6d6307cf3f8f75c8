package io.github.resshift.train;

import java.util.Map;

/**
 * What an iteration came to.
 *
 * @param loss mean of the batch
 * @param terms means of the terms of the loss by name, before weighting; the discriminator's own
 *     loss is among them but not in {@code loss}
 * @param gradientNorm of all gradients together, before clipping
 * @param detail what else there is to tell
 */
public record StepResult(
    double loss, Map<String, Double> terms, double gradientNorm, Detail detail) {}
