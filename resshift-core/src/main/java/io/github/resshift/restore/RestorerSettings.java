package io.github.resshift.restore;

import io.github.resshift.catalog.ResolvedModel;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/**
 * What a {@link Restorer} was built with; the meaning of each is that of the {@link
 * RestorerBuilder}'s method.
 *
 * @param model found already
 * @param seed of the noise
 * @param steps 0: the model's own
 * @param realism absent: the model's own
 * @param ensemble views of each picture
 * @param tile 0: chosen by the model and the memory
 * @param overlap -1: an eighth of the tile
 * @param memory absent: what the machine has
 * @param tiling how tiles become a picture
 * @param device a wish
 * @param precision a wish
 * @param threads 0: one for each processor
 * @param batch pictures of several threads that go through the network together
 * @param steady whether results do not depend on the memory that there is
 */
record RestorerSettings(
    ResolvedModel model,
    long seed,
    int steps,
    OptionalDouble realism,
    int ensemble,
    int tile,
    int overlap,
    OptionalLong memory,
    Tiling tiling,
    String device,
    String precision,
    IntSupplier threads,
    int batch,
    boolean steady) {
  /** {@link #steps} or the model's own. */
  int stepsOfModel() {
    return steps > 0
        ? steps
        : model.description().defaultSteps().orElse(model.description().diffusion().steps());
  }

  /** {@link #threads} or one for each processor. */
  int threadsOfMachine() {
    int count = threads.getAsInt();
    return count > 0 ? count : Runtime.getRuntime().availableProcessors();
  }
}
