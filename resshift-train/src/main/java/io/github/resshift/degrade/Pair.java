package io.github.resshift.degrade;

import org.bytedeco.pytorch.Tensor;

/**
 * Clean pictures and what a degradation made of them.
 *
 * @param gt float32 [N, 3, H, W] in [0, 1]
 * @param lq float32 [N, 3, H/scale, W/scale], multiples of 1/255 in [0, 1]
 */
public record Pair(Tensor gt, Tensor lq) {}
