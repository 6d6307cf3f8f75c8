package io.github.resshift.train;

import org.bytedeco.pytorch.Tensor;

/**
 * Training pairs.
 *
 * @param gt high-resolution pictures in [-1, 1], [N, 3, H, W]
 * @param lq low-quality pictures in [-1, 1], [N, 3, H / sf, W / sf]
 */
public record Batch(Tensor gt, Tensor lq) {}
