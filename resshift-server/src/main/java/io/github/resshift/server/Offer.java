package io.github.resshift.server;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelCatalog.Entry;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.jobs.ModelFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that requests may name: those of the catalog, and what the owner of the server added.
 * A request's name is looked up here and never reaches the file system. Thread-safe.
 */
final class Offer {
  /**
   * A model that can be named.
   *
   * @param place what settings of jobs take: a name of the catalog, or a path of the owner's
   * @param state whether it can be used
   */
  record Model(String name, String place, ModelDescription description, ModelCatalog.State state) {
    boolean ready() {
      return state == ModelCatalog.State.READY;
    }

    Task task() {
      return description.task();
    }

    /** What to do if it is not ready. */
    Optional<String> remedy() {
      return switch (state) {
        case READY -> Optional.empty();
        case ABSENT ->
            Optional.of(
                "The weights of '%s' are not on the server; 'resshift models fetch %s' there gets them."
                    .formatted(name, name));
        case UNTRAINED ->
            Optional.of("No weights of '%s' are published; it can be trained.".formatted(name));
      };
    }
  }

  private final ModelCatalog catalog;
  private final Map<String, Model> added = new LinkedHashMap<>();
  private final Map<String, ModelFacts> facts = new ConcurrentHashMap<>();

  /**
   * An offer.
   *
   * @param places further models, as the command line's {@code --model} names them
   * @throws io.github.resshift.ResShiftException if there is no such model
   */
  Offer(ModelCatalog catalog, List<String> places) {
    this.catalog = catalog;
    for (String place : places) {
      ModelDescription description = catalog.resolve(place).description();
      added.put(
          description.name(),
          new Model(description.name(), place, description, ModelCatalog.State.READY));
    }
  }

  /** All models, those that were added first. */
  List<Model> all() {
    List<Model> models = new ArrayList<>(added.values());
    for (Entry entry : catalog.list()) {
      if (!added.containsKey(entry.name())) {
        models.add(new Model(entry.name(), entry.name(), entry.description(), entry.state()));
      }
    }
    return models;
  }

  /** The model that a task takes unless another is named. */
  String usual(Task task) {
    return added.values().stream()
        .filter(model -> model.task() == task)
        .map(Model::name)
        .findFirst()
        .orElseGet(() -> JobOption.MODEL.fallback(task).orElseThrow());
  }

  /**
   * The model of a name.
   *
   * @throws Refusal if there is none for the task, or it has no weights
   */
  Model require(String name, Task task) {
    Model model =
        find(name)
            .orElseThrow(
                () ->
                    new Refusal(
                        Refusal.BAD_REQUEST,
                        "There is no model of that name; /v1/models lists those that there are."));
    if (model.task() != task) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "The model '%s' is for %s, not for %s; /v1/models tells which one is for what."
              .formatted(name, model.task().label(), task.label()));
    }
    model
        .remedy()
        .ifPresent(
            remedy -> {
              throw new Refusal(Refusal.UNUSABLE, remedy);
            });
    return model;
  }

  Optional<Model> find(String name) {
    return all().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /**
   * What a plan has to know of it. Its weights are hashed once, when they are not known by a
   * digest.
   */
  ModelFacts facts(Model model) {
    return facts.computeIfAbsent(model.place(), place -> remembering(place));
  }

  private ModelFacts remembering(String place) {
    ModelFacts fresh = ModelFacts.of(catalog.resolve(place));
    return new ModelFacts(
        fresh.name(),
        fresh.scale(),
        new java.util.function.Supplier<>() {
          private ModelFacts.Identity known;

          @Override
          public synchronized ModelFacts.Identity get() {
            if (known == null) {
              known = fresh.identity();
            }
            return known;
          }
        });
  }
}
