package io.github.resshift.train.denoiser;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.config.ConfigException;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.TensorSum;
import io.github.resshift.weights.WeightSource;
import java.util.Map;
import java.util.Objects;

/** The frozen network of which another one learns. Closing it frees the network. */
final class Teacher implements AutoCloseable {
  private final ResolvedModel model;
  private final DenoiserNetwork network;
  private final String sum;

  private Teacher(ResolvedModel model, DenoiserNetwork network) {
    this.model = model;
    this.network = network;
    try (var scope = Scope.open()) {
      this.sum = TensorSum.of(Map.of(), network.parameters().state());
    }
  }

  /**
   * Opens a teacher.
   *
   * @param name of a model, or its path
   * @param student what is trained
   * @throws ConfigException if the two have not the same parts
   * @throws io.github.resshift.catalog.CatalogException if there is no such model, or its weights
   *     are not here
   */
  static Teacher open(String name, TrainConfig student, String device) {
    ResolvedModel model = ModelCatalog.standard().resolve(name);
    ModelDescription teaching = model.description();
    ModelDescription learning = student.model();
    same(student, name, "network", teaching.network(), learning.network());
    same(student, name, "chain (diffusion)", teaching.diffusion(), learning.diffusion());
    same(student, name, "first stage", teaching.firstStage(), learning.firstStage());
    try (WeightSource weights = model.openNetwork()) {
      return new Teacher(model, teaching.network().load(weights, Placement.frozen(device)));
    }
  }

  private static void same(
      TrainConfig student, String name, String what, Object teaching, Object learning) {
    if (!Objects.equals(teaching, learning)) {
      throw student
          .authors()
          .root()
          .at("train")
          .problem(
              "distill.teacher "
                  + name
                  + " has another "
                  + what
                  + " than this configuration; a student begins as its teacher, so give it the"
                  + " teacher's.");
    }
  }

  /** The network. */
  DenoiserNetwork network() {
    return network;
  }

  /** Another network with the teacher's weights. */
  DenoiserNetwork copy(Placement placement) {
    try (WeightSource weights = model.openNetwork()) {
      return model.description().network().load(weights, placement);
    }
  }

  /** What it is. */
  ModelDescription description() {
    return model.description();
  }

  /** Checksum of its weights. */
  String sum() {
    return sum;
  }

  @Override
  public void close() {
    network.close();
  }
}
