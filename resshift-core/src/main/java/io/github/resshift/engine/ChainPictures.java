package io.github.resshift.engine;

import io.github.resshift.diffusion.NoiseSource;
import io.github.resshift.diffusion.Sampler;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** What a model thinks of the clean picture in each step of the chain. Stateless. */
public final class ChainPictures {
  private ChainPictures() {}

  /**
   * Restores a small picture without tiles and keeps every prediction; the last one is the result.
   *
   * @param lq [1, 3, h, w] in [-1, 1], float32 CPU
   * @param mask [1, 1, h, w] with -1 known and +1 hole for inpainting, else null
   * @param steps number of sampling steps, 1..T of the model
   * @return a picture [1, 3, sf h, sf w] in [-1, 1] for each step, in the order of the steps; they
   *     join the open scope
   */
  public static List<Tensor> of(
      LoadedModel model, Tensor lq, Tensor mask, int steps, NoiseField noise) {
    Chain chain = model.chain(steps, noise, 1);
    Sampler sampler = chain.sampler();
    NoiseSource source = chain.at(0, 0);
    LoadedModel.Known known =
        model.known(model.pad(lq), mask == null ? null : model.pad(mask), source, 1);
    long height = lq.size(2) * model.description().scale();
    long width = lq.size(3) * model.description().scale();
    List<Tensor> pictures = new ArrayList<>();
    Tensor x = sampler.start(known.end(), source);
    for (int t = chain.first(); t >= 0; t--) {
      Tensor start = sampler.predict(x, known.end(), t, known.network());
      pictures.add(
          Scope.keep(
              () -> LoadedModel.cropTo(Tensors.clamp(model.decode(start), -1, 1), height, width)));
      x = sampler.advance(start, x, t, source);
    }
    return pictures;
  }
}
