package io.github.resshift.train;

import io.github.resshift.image.Picture;
import java.util.Map;

/**
 * How good something is.
 *
 * @param scores means by name
 * @param bicubic those of plain enlargement, where it has one
 * @param sheet pictures to look at
 */
public record Measured(Map<String, Double> scores, Map<String, Double> bicubic, Picture sheet) {}
