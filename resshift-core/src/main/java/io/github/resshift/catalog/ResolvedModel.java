package io.github.resshift.catalog;

import io.github.resshift.Internal;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model that was found by name or path. Its weights are looked for when they are asked for, so
 * that a model whose weights are not here yet can still be described, or trained.
 */
public final class ResolvedModel {
  private final ModelDescription description;
  private final List<String> warnings;
  private final Supplier<Path> networkFile;
  private final Optional<Supplier<Path>> firstStageFile;
  private final Optional<Supplier<Path>> guideFile;
  private final Optional<Supplier<Path>> rangesFile;

  /**
   * A model with its ways to the weights.
   *
   * @param warnings sentences for the user, such as unknown keys in its configuration
   * @param networkFile gives the denoiser's file or throws {@link CatalogException}
   * @param firstStageFile the same for the first stage; absent where that has no weights
   * @param guideFile the same for the guide; absent where there is none
   * @param rangesFile the same for the ranges of the guide's activations; absent where there are
   *     none
   */
  ResolvedModel(
      ModelDescription description,
      List<String> warnings,
      Supplier<Path> networkFile,
      Optional<Supplier<Path>> firstStageFile,
      Optional<Supplier<Path>> guideFile,
      Optional<Supplier<Path>> rangesFile) {
    this.description = description;
    this.warnings = List.copyOf(warnings);
    this.networkFile = networkFile;
    this.firstStageFile = firstStageFile;
    this.guideFile = guideFile;
    this.rangesFile = rangesFile;
  }

  /** What the model is made of. */
  public ModelDescription description() {
    return description;
  }

  /** Sentences that the user should see, such as unknown keys in the model's configuration. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * The file with the denoiser's weights, checked as far as its digest is known.
   *
   * @throws CatalogException when there is none; the message says where to get it and where to put
   *     it
   */
  public Path networkFile() {
    return networkFile.get();
  }

  /** The file with the first stage's weights; empty where the first stage has none. */
  public Optional<Path> firstStageFile() {
    return firstStageFile.map(Supplier::get);
  }

  /** The file with the guide's weights; empty where there is no guide. */
  public Optional<Path> guideFile() {
    return guideFile.map(Supplier::get);
  }

  /** The file with the ranges of the guide's activations; empty where the model has none. */
  public Optional<Path> rangesFile() {
    return rangesFile.map(Supplier::get);
  }

  /** Opens {@link #networkFile}; the caller closes it. A network without weights needs no file. */
  @Internal
  public WeightSource openNetwork() {
    return description.network().hasWeights()
        ? WeightFiles.open(networkFile())
        : new MemorySource(description.name(), Map.of());
  }

  /** Opens {@link #guideFile}; the caller closes it. */
  @Internal
  public Optional<WeightSource> openGuide() {
    return guideFile().map(WeightFiles::open);
  }

  /** Opens {@link #rangesFile}; the caller closes it. */
  @Internal
  public Optional<WeightSource> openRanges() {
    return rangesFile().map(WeightFiles::open);
  }

  /** Opens {@link #firstStageFile}; the caller closes it. */
  @Internal
  public Optional<WeightSource> openFirstStage() {
    return firstStageFile().map(WeightFiles::open);
  }
}
