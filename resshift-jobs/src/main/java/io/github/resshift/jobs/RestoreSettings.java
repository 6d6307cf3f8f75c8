package io.github.resshift.jobs;

import io.github.resshift.restore.Tiling;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How pictures are to be restored, as the options say it.
 *
 * @param model name in the catalog, or a path
 * @param seed of the noise
 * @param steps sampling steps, or empty for the model's own
 * @param realism from the mean to the sample, 0 to 1, or empty for the model's own
 * @param ensemble views of each picture, 1 to 8
 * @param tile side of a tile in input pixels, or empty for what fits
 * @param memory bytes that the program may take, or empty for what the machine has
 * @param overlap of tiles in input pixels, or empty for the model's own
 * @param tiling how tiles are joined
 * @param device auto, cpu, cuda or cuda:N
 * @param precision auto, fp32, mixed, bf16 or int8
 * @param threads 0 for all processors
 * @param batch pictures that go through the network together, at least 1
 */
public record RestoreSettings(
    String model,
    long seed,
    OptionalInt steps,
    OptionalDouble realism,
    int ensemble,
    OptionalInt tile,
    OptionalLong memory,
    OptionalInt overlap,
    Tiling tiling,
    String device,
    String precision,
    int threads,
    int batch) {
  /**
   * The same machine and seed for another model, with its own steps, realism and tiles, in one
   * view.
   */
  RestoreSettings forOtherModel(String other) {
    return new RestoreSettings(
        other,
        seed,
        OptionalInt.empty(),
        OptionalDouble.empty(),
        1,
        OptionalInt.empty(),
        memory,
        OptionalInt.empty(),
        Tiling.GLOBAL,
        device,
        precision,
        threads,
        batch);
  }
}
