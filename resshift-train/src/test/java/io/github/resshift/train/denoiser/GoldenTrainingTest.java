package io.github.resshift.train.denoiser;

import static io.github.resshift.TensorAssert.assertClose;
import static io.github.resshift.TensorAssert.assertParity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.GoldenModels;
import io.github.resshift.catalog.ModelParams;
import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.model.FirstStage;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.GradientStep;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.optimiser.LearningRate;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Some iterations of training with recorded data, steps and noise. */
class GoldenTrainingTest {
  static List<String> cases() {
    return Fixtures.list("training", ".*\\.json").stream()
        .filter(f -> Fixtures.has("training/" + f.replace(".json", ".safetensors")))
        .toList();
  }

  @Test
  void thereAreCases() {
    assertThat(cases()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainsAsTheGoldenRun(String file) {
    JsonNode json = Fixtures.json("training/" + file);
    String data = "training/" + file.replace(".json", ".safetensors");
    try (var scope = Scope.open();
        Safetensors golden = Safetensors.open(Fixtures.path(data));
        SwinUNet net = GoldenModels.unet(name(json, "unet_weights"), Placement.training("cpu"));
        FirstStage stage = GoldenModels.vq(name(json, "vq_weights"), Placement.cpu());
        TrainState state =
            new TrainState(
                net,
                json.get("train").get("weight_decay").asDouble(),
                json.get("train").get("ema_rate").asDouble())) {
      Map<String, Tensor> before = new HashMap<>();
      net.parameters().weights().forEach((n, w) -> before.put(n, w.detach().clone()));
      DiffusionLoss loss =
          new DiffusionLoss(
              new ResidualShift(
                  ModelParams.diffusion(Fixtures.config("training", json.get("diffusion")))),
              stage);
      Batch batch = new Batch(golden.tensor("gt"), golden.tensor("lq"));
      DiffusionLoss.Latents latents = loss.encode(batch);
      assertParity("z_0", latents.start(), golden.tensor("z_0"), 5e-5);
      assertParity("z_y", latents.end(), golden.tensor("z_y"), 5e-5);

      LearningRate rate = rate(json.get("train"));
      int microbatch = json.get("train").get("microbatch").asInt();
      TrainingStep step =
          new TrainingStep(
              state,
              TrainingLoss.squares(loss),
              new GradientStep.Options(microbatch, false, Double.POSITIVE_INFINITY),
              Team.alone());
      int steps = json.get("steps").asInt();
      for (int i = 0; i < steps; i++) {
        double lr = rate.at(i + 1);
        double expectedLr = json.get("lr_per_step").get(i).asDouble();
        assertThat(lr).isCloseTo(expectedLr, within(1e-12 * expectedLr));
        long[] t = Tensors.longs(golden.tensor("step" + i + ".t"));
        double mean = step.run(i + 1, batch, t, golden.tensor("step" + i + ".noise"), lr).loss();
        double expected = json.get("loss_per_step").get(i).asDouble();
        assertThat(mean).isCloseTo(expected, within(1e-4 * expected));
      }
      double after = json.get("lr_after_last_step").asDouble();
      assertThat(rate.at(steps + 1L)).isCloseTo(after, within(1e-12 * after));

      Set<String> rounding = new HashSet<>();
      json.get("analytically_zero_gradient").forEach(n -> rounding.add(n.asText()));
      double bound = 2 * rate.base() * steps;
      checkStored(golden, "param.", net.parameters().weights(), bound);
      checkStored(golden, "ema.", state.ema().averages(), bound);
      checkNorms(json, "final_parameters", net.parameters().weights(), rounding);
      checkNorms(json, "final_ema", state.ema().averages(), rounding);
      checkChanges(json.get("parameter_change_l2"), before, net.parameters().weights(), rounding);
      checkChanges(json.get("ema_change_l2"), before, state.ema().averages(), rounding);
    }
  }

  /** Adam moves by lr even where the gradient is rounding noise, so a few elements may differ. */
  private static void checkStored(
      Safetensors golden, String prefix, Map<String, Tensor> actual, double bound) {
    golden.names().stream()
        .filter(n -> n.startsWith(prefix))
        .forEach(
            n -> {
              Tensor value = actual.get(n.substring(prefix.length())).detach();
              assertClose(n, value, golden.tensor(n), bound);
              float[] a = Tensors.floats(value);
              float[] g = Tensors.floats(golden.tensor(n));
              int near = 0;
              for (int i = 0; i < a.length; i++) {
                near += Math.abs(a[i] - g[i]) <= 1e-6 ? 1 : 0;
              }
              assertThat((double) near / a.length).as(n).isGreaterThanOrEqualTo(0.995);
            });
  }

  private static void checkNorms(
      JsonNode json, String table, Map<String, Tensor> actual, Set<String> rounding) {
    actual.forEach(
        (name, tensor) -> {
          if (!rounding.contains(name) && !name.endsWith("attn.qkv.bias")) {
            double expected = json.get(table).get(name).get("l2").asDouble();
            assertThat(norm(tensor)).as(name).isCloseTo(expected, within(1e-5 * expected));
          }
        });
  }

  private static void checkChanges(
      JsonNode table,
      Map<String, Tensor> before,
      Map<String, Tensor> actual,
      Set<String> rounding) {
    actual.forEach(
        (name, tensor) -> {
          // The keys' part of the bias has no gradient either.
          if (!rounding.contains(name) && !name.endsWith("attn.qkv.bias")) {
            double expected = table.get(name).asDouble();
            assertThat(norm(tensor.detach().sub(before.get(name))))
                .as(name)
                .isCloseTo(expected, within(1e-2 * expected));
          }
        });
  }

  private static LearningRate rate(JsonNode train) {
    return new LearningRate(
        train.get("lr").asDouble(),
        train.path("lr_min").asDouble(0),
        train.path("lr_schedule").asText("").startsWith("cosin")
            ? LearningRate.Shape.COSINE
            : LearningRate.Shape.CONSTANT,
        train.get("warmup_iterations").asLong(),
        train.get("iterations").asLong());
  }

  private static String name(JsonNode json, String key) {
    return Path.of(json.get(key).asText()).getFileName().toString().replace("_weights.pth", "");
  }

  private static double norm(Tensor tensor) {
    return Tensors.item(tensor.detach().to(ScalarType.Double).norm());
  }
}
