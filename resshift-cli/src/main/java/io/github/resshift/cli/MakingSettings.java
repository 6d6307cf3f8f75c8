package io.github.resshift.cli;

import io.github.resshift.image.PictureHeader;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.restore.TargetSize;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What a plan has to know of the results of a command.
 *
 * @param size how large they are
 * @param samples draws of each picture
 * @param check throws a {@code ResShiftException} for a picture that the command cannot work on, as
 *     far as its header tells
 * @param word for the names of results beside their inputs; empty: the scale
 */
record MakingSettings(
    TargetSize size,
    int samples,
    BiConsumer<PictureHeader, ModelFacts> check,
    Optional<String> word) {
  /** Results as large as the model makes them, one of each picture. */
  static MakingSettings ofModel(String word) {
    return new MakingSettings(new TargetSize.OfModel(), 1, (input, model) -> {}, Optional.of(word));
  }

  /** The same with a check of headers. */
  MakingSettings checking(BiConsumer<PictureHeader, ModelFacts> headers) {
    return new MakingSettings(size, samples, headers, word);
  }
}
