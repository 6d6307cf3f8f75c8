package io.github.resshift.train.denoiser;

import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.TorchCheckpoint;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Going on from a training checkpoint of the method's authors: a file of {@code torch.save} with
 * {@code state_dict} and {@code iters_start} (docs/method.md sections 7 and 8). It has no moments
 * of the optimiser, which start anew; the average may lie in a file of its own. Stateless.
 */
final class PublishedCheckpoint {
  private static final String POSITION = "iters_start";

  private PublishedCheckpoint() {}

  /** Whether a file is one of {@code torch.save}; its content decides. */
  static boolean recognises(Path file) {
    try (WeightSource source = WeightFiles.open(file)) {
      return source instanceof TorchCheckpoint;
    }
  }

  /**
   * Takes over weights, average and position.
   *
   * @param average file with the averaged weights; without one the average starts at the weights
   * @throws CheckpointException if a file does not fit the network or does not say its position
   */
  static void restore(Path file, Optional<Path> average, TrainState state) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        TorchCheckpoint source = TorchCheckpoint.open(file)) {
      if (!(source.extras().get(POSITION) instanceof Long position) || position < 0) {
        throw new CheckpointException(
            file
                + " has no "
                + POSITION
                + ", so it is not a training checkpoint; to start anew from its weights, name it"
                + " as model.ckpt_path.");
      }
      Map<String, Tensor> weights = state.network().parameters().weights();
      take(source, state, weights);
      if (average.isPresent()) {
        try (WeightSource averaged = WeightFiles.open(average.get())) {
          take(averaged, state, state.ema().averages());
        }
      } else {
        state.ema().averages().forEach((name, mean) -> mean.copy_(weights.get(name)));
      }
      state.finished(position);
    }
  }

  /** Loads through the network, which reports everything that does not fit at once. */
  private static void take(WeightSource source, TrainState state, Map<String, Tensor> into) {
    try (DenoiserNetwork loaded = state.network().config().load(source, Placement.cpu())) {
      loaded.parameters().weights().forEach((name, stored) -> into.get(name).copy_(stored));
    }
  }
}
