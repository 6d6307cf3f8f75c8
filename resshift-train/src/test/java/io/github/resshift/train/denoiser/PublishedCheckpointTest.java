package io.github.resshift.train.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.Fixtures;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.TorchCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedCheckpointTest {
  @TempDir Path folder;

  @Test
  void goesOnWithWeightsAverageAndPosition() throws IOException {
    Path file = folder.resolve("model.pth");
    Path average = folder.resolve("average.pth");
    try (SwinUNet other = network(2);
        SwinUNet mean = network(3);
        SwinUNet network = network(1);
        TrainState state = new TrainState(network, 0, 0.9)) {
      // With the prefix of several GPUs, as training programs write it.
      Map<String, Tensor> prefixed = new LinkedHashMap<>();
      other.parameters().state().forEach((name, t) -> prefixed.put("module." + name, t));
      Map<String, Object> extras = new HashMap<>();
      extras.put("iters_start", 300L);
      extras.put("log_step", Map.of("train", 31L, "val", 3L));
      extras.put("amp_scaler", Map.of("scale", 65536.0, "_growth_tracker", 17L));
      TorchCheckpoint.write(file, prefixed, extras);
      TorchCheckpoint.write(average, mean.parameters().state(), Map.of());

      assertThat(PublishedCheckpoint.recognises(file)).isTrue();
      PublishedCheckpoint.restore(file, Optional.empty(), state);
      assertThat(state.iteration()).isEqualTo(300);
      assertThat(state.optimiser().steps()).isZero();
      assertSame(network.parameters().weights(), other.parameters().weights());
      assertSame(state.ema().averages(), other.parameters().weights());

      PublishedCheckpoint.restore(file, Optional.of(average), state);
      assertSame(network.parameters().weights(), other.parameters().weights());
      assertSame(state.ema().averages(), mean.parameters().weights());
    }
  }

  @Test
  void plainWeightsAreNoTrainingCheckpoint() throws IOException {
    Path file = folder.resolve("weights.pth");
    try (SwinUNet network = network(1);
        TrainState state = new TrainState(network, 0, 0.9)) {
      TorchCheckpoint.write(file, network.parameters().state(), Map.of());
      assertThatThrownBy(() -> PublishedCheckpoint.restore(file, Optional.empty(), state))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("iters_start")
          .hasMessageContaining("model.ckpt_path");
    }
  }

  @Test
  void ourOwnFilesAreNotTakenForPublishedOnes() throws IOException {
    Path file = folder.resolve("state.safetensors");
    Safetensors.write(file, Map.of("a", Tensors.of(new float[] {1}, 1)), Map.of());
    assertThat(PublishedCheckpoint.recognises(file)).isFalse();
  }

  @Test
  void theLayoutOfTheFixturesIsUnderstood() {
    for (String name : List.of("training.pth", "legacy_training_module.pth")) {
      Path file = Fixtures.path("checkpoints/" + name);
      assertThat(PublishedCheckpoint.recognises(file)).isTrue();
      try (TorchCheckpoint source = TorchCheckpoint.open(file)) {
        assertThat(source.extras().get("iters_start")).isInstanceOf(Long.class);
        assertThat(source.names()).noneMatch(tensor -> tensor.startsWith("module."));
      }
    }
  }

  private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach(
        (name, tensor) ->
            assertThat(Tensors.floats(tensor))
                .as(name)
                .isEqualTo(Tensors.floats(expected.get(name))));
  }

  private static SwinUNet network(long seed) {
    SwinUNetConfig config =
        new SwinUNetConfig(
            16,
            3,
            32,
            3,
            List.of(16),
            0,
            List.of(1),
            List.of(1),
            -1,
            32,
            2,
            32,
            8,
            2,
            true,
            false,
            16);
    return SwinUNet.initialise(config, seed, Placement.training("cpu"));
  }
}
