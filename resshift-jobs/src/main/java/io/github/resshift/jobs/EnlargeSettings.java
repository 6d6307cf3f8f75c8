package io.github.resshift.jobs;

import io.github.resshift.restore.Enlarger;

/**
 * What becomes of the model's result.
 *
 * @param result size, colours and consistency
 * @param samples number of draws; 1 for a single result
 */
public record EnlargeSettings(Enlarger.Settings result, int samples) {}
