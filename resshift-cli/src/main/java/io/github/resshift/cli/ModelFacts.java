package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.cli.journal.FileState;
import io.github.resshift.cli.journal.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a plan has to know of a model.
 *
 * @param name the model's name
 * @param scale how many times larger results are
 * @param identity tells it apart from a model that makes other pictures: settings and weights
 */
record ModelFacts(String name, int scale, String identity) {
  /**
   * Looks at a model's description, and reads its weights where it does not tell their digest.
   *
   * @throws ResShiftException if the weights are not there or cannot be read
   */
  static ModelFacts of(ResolvedModel model) {
    ModelDescription description = model.description();
    var parts = new TreeMap<String, String>();
    parts.put("task", description.task().name());
    parts.put("diffusion", description.diffusion().toString());
    parts.put("network", description.network().toString());
    parts.put("first stage", description.firstStage().toString());
    parts.put("padding", Integer.toString(description.paddingOffset()));
    parts.put("steps", description.defaultSteps().toString());
    parts.put("realism", Double.toString(description.defaultRealism()));
    parts.put(
        "network weights",
        declared(description.networkWeights()).orElseGet(() -> digest(model.networkFile())));
    parts.put(
        "first stage weights",
        declared(description.firstStageWeights())
            .or(() -> model.firstStageFile().map(ModelFacts::digest))
            .orElse("none"));
    String identity = new RunSettings(parts).digest();
    return new ModelFacts(description.name(), description.scale(), identity);
  }

  private static Optional<String> declared(Optional<Weights> weights) {
    return weights.flatMap(Weights::sha256);
  }

  private static String digest(Path file) {
    try {
      return FileState.sha256(file);
    } catch (IOException e) {
      throw new ResShiftException("The weights '" + file + "' cannot be read.", e);
    }
  }
}
