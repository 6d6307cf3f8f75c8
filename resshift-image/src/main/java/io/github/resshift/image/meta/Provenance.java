package io.github.resshift.image.meta;

/**
 * How a result was made. There is no time in it: the same settings give the same bytes.
 *
 * @param software name and version of the program
 * @param model name of the model
 * @param seed seed of the noise
 * @param steps sampling steps
 */
public record Provenance(String software, String model, long seed, int steps) {}
