package io.github.resshift.catalog;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.FileNames;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.GuideWeights;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The models that can be named: the bundled one, the published ones, and any model file or authors'
 * configuration by its path. Published weights are kept in a cache folder. Thread-safe; several
 * processes may share a folder.
 */
public final class ModelCatalog {
  /** Name of the model inside the program that is used unless another one is named. */
  public static final String BUNDLED = "bundled";

  /** Name of the small model inside the program. */
  public static final String FAST = "fast";

  private static final List<String> INSIDE = List.of(BUNDLED, FAST);

  private static final String MODEL_FILE = "model.yaml";

  /** Whether a model can be used. */
  public enum State {
    /** All weights are here. */
    READY,
    /** Weights are still to be fetched. */
    ABSENT,
    /** No weights are published: it can be trained. */
    UNTRAINED
  }

  /**
   * A weights file of a listed model.
   *
   * @param weights what is known about it
   * @param path where it lies or belongs
   * @param present whether it is there
   */
  public record EntryFile(Weights weights, Path path, boolean present) {}

  /**
   * A line of the list.
   *
   * @param name the name to resolve it by
   * @param description what it is made of
   * @param state whether it can be used now
   * @param files its weights files: the denoiser's, then the first stage's and the guide's
   */
  public record Entry(
      String name, ModelDescription description, State state, List<EntryFile> files) {
    /** Copies the list. */
    public Entry {
      files = List.copyOf(files);
    }
  }

  private final Path home;
  private final WeightStore store;
  private final List<ModelDescription> published;
  private final Downloader downloader;
  private final Function<String, Optional<BundledModel>> inside;

  ModelCatalog(
      Path home,
      List<ModelDescription> published,
      Downloader downloader,
      Function<String, Optional<BundledModel>> inside) {
    this.home = home.toAbsolutePath();
    this.store = new WeightStore(this.home.resolve("weights"));
    this.published = List.copyOf(published);
    this.downloader = downloader;
    this.inside = inside;
  }

  /** The catalog with its cache at {@code RESSHIFT_HOME}, else in the platform's cache folder. */
  public static ModelCatalog standard() {
    return at(CacheFolder.standard());
  }

  /** The catalog with its cache at {@code home}, which need not exist yet. */
  public static ModelCatalog at(Path home) {
    return new ModelCatalog(home, PublishedModels.all(), new Downloader(), BundledModel::find);
  }

  /** The cache folder. */
  public Path home() {
    return home;
  }

  /** The files that measures of quality need, kept in the same folder. */
  public MeasureFiles measureFiles() {
    return new MeasureFiles(store, downloader);
  }

  /** The models that come along, if they are on the class path, then the published models. */
  public List<Entry> list() {
    return Stream.concat(
            INSIDE.stream()
                .flatMap(name -> inside.apply(name).map(m -> insideEntry(name, m)).stream()),
            published.stream().map(this::entry))
        .toList();
  }

  /**
   * The entry of {@link #list} with this name.
   *
   * @throws CatalogException for a name that is not in the list
   */
  public Entry entry(String name) {
    return list().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private Entry insideEntry(String name, BundledModel model) {
    List<EntryFile> files =
        model.files().stream()
            .map(
                weights -> {
                  Path file = model.location(weights, copies());
                  return new EntryFile(weights, file, Files.isRegularFile(file));
                })
            .toList();
    return new Entry(name, model.description(), State.READY, files);
  }

  /** Where weights are copied to that lie in a jar. */
  private Path copies() {
    return home.resolve(BUNDLED);
  }

  private Entry entry(ModelDescription model) {
    List<EntryFile> files =
        model.files().stream()
            .map(file -> new EntryFile(file, store.pathOf(file.file()), store.has(file)))
            .toList();
    State state =
        !model.hasWeights()
            ? State.UNTRAINED
            : files.stream().allMatch(EntryFile::present) ? State.READY : State.ABSENT;
    return new Entry(model.name(), model, state, files);
  }

  /**
   * Finds a model: {@code bundled}, the name of a published model, the path of a {@code model.yaml}
   * or of a folder that has one, or the path of an authors' configuration. Names come first; write
   * {@code ./name} for a path that is named like a model.
   *
   * @throws CatalogException for a name or path that is no model
   * @throws io.github.resshift.config.ConfigException for a file with wrong settings
   */
  public ResolvedModel resolve(String nameOrPath) {
    if (INSIDE.contains(nameOrPath)) {
      BundledModel model = requireInside(nameOrPath);
      return new ResolvedModel(
          model.description(),
          List.of(),
          () -> model.weightsFile(model.description().networkWeights().orElseThrow(), copies()),
          Optional.empty(),
          model
              .description()
              .guideWeights()
              .map(weights -> () -> model.weightsFile(weights, copies())),
          model
              .description()
              .guideRanges()
              .map(weights -> () -> model.weightsFile(weights, copies())));
    }
    Optional<ModelDescription> known = find(nameOrPath);
    if (known.isPresent()) {
      return inStore(known.get());
    }
    Path path = FileNames.path(nameOrPath);
    if (Files.isDirectory(path)) {
      path = path.resolve(MODEL_FILE);
    }
    if (!Files.isRegularFile(path)) {
      throw unknown(nameOrPath);
    }
    if (!path.getFileName().toString().matches("(?i).*\\.ya?ml")) {
      throw new CatalogException(
          "'"
              + path
              + "' is no model file: name a "
              + MODEL_FILE
              + " (or a folder that has one) that says which weights belong to which network.");
    }
    return fromFile(path);
  }

  private BundledModel requireInside(String name) {
    return inside
        .apply(name)
        .orElseThrow(
            () ->
                new CatalogException(
                    "There is no model '"
                        + name
                        + "' on the class path: add the artefact"
                        + " io.github.resshift:resshift-model-bundled, or choose another model"
                        + " ('resshift models list' shows them)."));
  }

  private Optional<ModelDescription> find(String name) {
    return published.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  private CatalogException unknown(String name) {
    List<String> names = new ArrayList<>(INSIDE);
    published.forEach(model -> names.add(model.name()));
    return new CatalogException(
        "There is no model '"
            + name
            + "': neither a name ("
            + String.join(", ", names)
            + ") nor a model file.");
  }

  private ResolvedModel inStore(ModelDescription model) {
    return new ResolvedModel(
        model,
        List.of(),
        () -> store.ready(model.name(), model.networkWeights().orElseThrow(() -> untrained(model))),
        model.firstStageWeights().map(weights -> () -> store.ready(model.name(), weights)),
        model.guideWeights().map(weights -> () -> store.ready(model.name(), weights)),
        model.guideRanges().map(weights -> () -> store.ready(model.name(), weights)));
  }

  private ResolvedModel fromFile(Path path) {
    ConfigNode root = ConfigNode.read(path);
    List<Path> folders = new ArrayList<>();
    folders.add(path.toAbsolutePath().getParent());
    ModelDescription model;
    List<String> warnings = List.of();
    if (ModelYaml.recognises(root)) {
      model = ModelYaml.parse(root);
    } else if (AuthorsConfig.recognises(root)) {
      AuthorsConfig config = AuthorsConfig.parse(root);
      model = config.description();
      warnings = config.warnings();
      // The authors' paths are relative to their project, whose folder configs/ holds the file.
      Optional.ofNullable(folders.get(0).getParent()).ifPresent(folders::add);
      folders.add(Path.of("").toAbsolutePath());
    } else {
      throw new CatalogException(
          "'"
              + path
              + "' is no model file: it has neither 'format: "
              + ModelYaml.FORMAT
              + "' nor the sections model and diffusion.");
    }
    boolean needsFirstStage = model.firstStage() instanceof AutoencoderConfig;
    if (needsFirstStage && model.firstStageWeights().isEmpty()) {
      throw new CatalogException(
          "'" + path + "' names no weights for its autoencoder; add them to the file.");
    }
    LocalWeights local = new LocalWeights(path.toString(), folders, store);
    return new ResolvedModel(
        model,
        warnings,
        () -> local.find(model.networkWeights().orElseThrow(() -> untrained(model))),
        model
            .firstStageWeights()
            .filter(weights -> needsFirstStage)
            .map(weights -> () -> local.find(weights)),
        model.guide().map(guide -> () -> local.find(guideWeights(model))),
        model.guideRanges().map(weights -> () -> local.find(weights)));
  }

  /**
   * Where a weights file lies that a training configuration names: where its path says, from the
   * folder where the program runs, or in the cache if it is a published one.
   *
   * @param configuration for messages
   * @throws CatalogException if it is not there or not the published one; the message says how to
   *     get it
   */
  public Path namedIn(String configuration, Weights weights) {
    return new LocalWeights(configuration, List.of(Path.of("").toAbsolutePath()), store)
        .find(weights);
  }

  private static Weights guideWeights(ModelDescription model) {
    return model
        .guideWeights()
        .orElseThrow(
            () ->
                new CatalogException(
                    "The model "
                        + model.name()
                        + " names no weights for its guide; add weights.guide to its settings."));
  }

  private static CatalogException untrained(ModelDescription model) {
    return new CatalogException(
        "The model "
            + model.name()
            + " has no weights: train it, or name a weights file in its settings.");
  }

  /**
   * Downloads what is missing of a published model and checks all of its files. An interrupted
   * download goes on where it stopped.
   *
   * @throws CatalogException when the server cannot be reached (the message says how to do without
   *     it) or sends something else
   */
  public void fetch(String name, ProgressListener listener) {
    if (INSIDE.contains(name)) {
      BundledModel model = requireInside(name);
      model.files().forEach(weights -> model.weightsFile(weights, copies()));
      return;
    }
    ModelDescription model = find(name).orElseThrow(() -> unknown(name));
    for (Weights weights : model.files()) {
      store.fetch(name, weights, downloader, listener);
    }
  }

  /**
   * Hashes the files of a published model or one inside the program, whatever their records say.
   */
  public List<Verification> verify(String name) {
    if (INSIDE.contains(name)) {
      BundledModel model = requireInside(name);
      return model.files().stream().map(weights -> model.verify(weights, copies())).toList();
    }
    ModelDescription model = find(name).orElseThrow(() -> unknown(name));
    return model.files().stream().map(store::verify).toList();
  }

  /**
   * Copies a weights file that was got by other means into the cache. Its contents tell whether it
   * is the denoiser, the autoencoder or the guide; a guide may have any of the forms that {@link
   * GuideWeights} knows and is kept in ours.
   *
   * @return where it lies now
   * @throws CatalogException for a file that is not the one of this model
   * @throws io.github.resshift.weights.CheckpointException for a file that cannot be read
   */
  public Path importFile(String name, Path file) {
    ModelDescription model = find(name).orElseThrow(() -> unknown(name));
    if (!Files.isRegularFile(file)) {
      throw new CatalogException("There is no file '" + file + "' to import.");
    }
    Optional<Weights> target;
    try (WeightSource source = WeightFiles.open(file)) {
      if (source.names().contains("quantize.embedding.weight")) {
        target = model.firstStageWeights();
      } else if (source.names().contains("input_blocks.0.0.weight")) {
        target = model.networkWeights();
      } else if (GuideWeights.recognises(source) && model.guideWeights().isPresent()) {
        return store.convertIn(model.guideWeights().get(), GuideWeights.named(source));
      } else {
        target = Optional.empty();
      }
    }
    return store.bringIn(
        target.orElseThrow(
            () ->
                new CatalogException(
                    "'"
                        + file
                        + "' holds neither a denoiser nor an autoencoder nor a guide that "
                        + name
                        + " has weights for.")),
        file);
  }
}
