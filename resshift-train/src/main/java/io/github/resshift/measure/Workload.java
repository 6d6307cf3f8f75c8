package io.github.resshift.measure;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The arithmetic of a whole picture. */
public final class Workload {
  /** Sampling steps of all measurements of whole pictures. */
  public static final int STEPS = 4;

  private static final double GIGA = 1e9;

  private Workload() {}

  /**
   * GFLOP of a square picture that is not cut into tiles: first stage and all steps.
   *
   * @param modelName a name or path as {@link ModelCatalog#resolve} takes it
   */
  public static double gflop(String modelName, int side) {
    ResolvedModel resolved = ModelCatalog.standard().resolve(modelName);
    ModelDescription model = resolved.description();
    int offset = model.paddingOffset();
    int pixels = (side + offset - 1) / offset * offset * model.scale();
    int latent = pixels / model.firstStage().factor();
    double flop = 0;
    try (var scope = Scope.open();
        WeightSource network = resolved.openNetwork()) {
      Map<String, Tensor> weights = tensors(network);
      flop += STEPS * FlopCount.step(model.network(), weights, latent, latent);
      flop += FlopCount.once(model.network(), weights, latent, latent);
    }
    if (model.guide().isPresent()) {
      try (var scope = Scope.open();
          WeightSource guide = resolved.openGuide().orElseThrow()) {
        flop += FlopCount.guide(tensors(guide), latent, latent);
      }
    }
    if (model.firstStage() instanceof AutoencoderConfig) {
      try (var scope = Scope.open();
          WeightSource stage = resolved.openFirstStage().orElseThrow()) {
        Map<String, Tensor> weights = tensors(stage);
        flop += FlopCount.encode(weights, pixels, pixels);
        flop += FlopCount.decode(weights, pixels, pixels);
      }
    }
    return flop / GIGA;
  }

  private static Map<String, Tensor> tensors(WeightSource source) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    source.names().forEach(name -> tensors.put(name, source.tensor(name)));
    return tensors;
  }
}
