package io.github.resshift.jobs;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.config.Canonical;
import io.github.resshift.config.FormerText;
import io.github.resshift.jobs.journal.FileState;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a plan has to know of a model.
 *
 * @param name the model's name
 * @param scale how many times larger results are
 * @param identified gives what tells it apart from a model that makes other pictures: settings and
 *     weights; may read the weights
 */
public record ModelFacts(String name, int scale, Supplier<Identity> identified) {
  /**
   * What tells a model apart.
   *
   * @param now its digest
   * @param former the same as journals have it that were begun before settings had canonical texts
   */
  public record Identity(String now, String former) {}

  /** A model whose identity never had another form. */
  public ModelFacts(String name, int scale, String identity) {
    this(name, scale, () -> new Identity(identity, identity));
  }

  /**
   * Tells it apart from a model that makes other pictures.
   *
   * @throws ResShiftException if the weights cannot be read
   */
  public Identity identity() {
    return identified.get();
  }

  /** Looks at a model's description; its weights are read when its identity is asked for. */
  public static ModelFacts of(ResolvedModel model) {
    ModelDescription description = model.description();
    return new ModelFacts(description.name(), description.scale(), () -> identity(model));
  }

  private static Identity identity(ResolvedModel model) {
    ModelDescription description = model.description();
    var parts = new TreeMap<String, String>();
    parts.put("task", description.task().name());
    parts.put("padding", Integer.toString(description.paddingOffset()));
    parts.put("steps", FormerText.of(description.defaultSteps()));
    parts.put("realism", Double.toString(description.defaultRealism()));
    parts.put(
        "network weights",
        description.network().hasWeights()
            ? declared(description.networkWeights()).orElseGet(() -> digest(model.networkFile()))
            : "none");
    parts.put(
        "first stage weights",
        declared(description.firstStageWeights())
            .or(() -> model.firstStageFile().map(ModelFacts::digest))
            .orElse("none"));
    if (description.guide().isPresent()) {
      parts.put(
          "guide weights",
          declared(description.guideWeights())
              .orElseGet(() -> digest(model.guideFile().orElseThrow())));
    }
    if (description.guideRanges().isPresent()) {
      parts.put(
          "guide ranges",
          declared(description.guideRanges())
              .orElseGet(() -> digest(model.rangesFile().orElseThrow())));
    }
    return new Identity(
        identity(parts, description, Canonical::text),
        identity(parts, description, FormerText::of));
  }

  private static String identity(
      Map<String, String> parts, ModelDescription description, Function<Object, String> text) {
    var all = new TreeMap<>(parts);
    all.put("diffusion", text.apply(description.diffusion()));
    all.put("network", text.apply(description.network()));
    all.put("first stage", text.apply(description.firstStage()));
    return new RunSettings(all).digest();
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
