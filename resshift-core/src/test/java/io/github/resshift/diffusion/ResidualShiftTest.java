package io.github.resshift.diffusion;

import static io.github.resshift.TensorAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.Fixtures;
import io.github.resshift.catalog.ModelParams;
import io.github.resshift.model.FirstStage;
import io.github.resshift.model.IdentityStage;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResidualShiftTest {
  private static final double TOLERANCE = 2e-6;

  /** Where the operation divides by 1 - eta, which is small, or has large weights. */
  private static final double LOOSE = 2e-5;

  static List<String> cases() {
    return Fixtures.list("diffusion_ops", ".*\\.json");
  }

  @Test
  void thereAreCases() {
    assertThat(cases()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyOperationIsTheGoldenOne(String file) {
    JsonNode json = Fixtures.json("diffusion_ops/" + file);
    String tensors = "diffusion_ops/" + file.replace(".json", ".safetensors");
    try (var scope = Scope.open();
        Safetensors golden = Safetensors.open(Fixtures.path(tensors))) {
      long[] t = Tensors.longs(golden.tensor("t"));
      Tensor x0 = golden.tensor("x_start");
      Tensor y = golden.tensor("y");
      Tensor noise = golden.tensor("noise");
      ResidualShift chain = chain(json, PredictType.XSTART, false, true, true);
      Tensor xt = chain.forwardSample(x0, y, t, noise);
      check(golden, "q_sample", xt);
      check(golden, "q_mean", chain.forwardMean(x0, y, t));
      check(golden, "q_variance", chain.forwardVariance(t, x0));
      check(golden, "q_log_variance", chain.forwardVariance(t, x0).log());
      check(golden, "posterior_mean", chain.posteriorMean(x0, xt, t));
      check(golden, "posterior_variance", chain.posteriorVariance(t, x0));
      check(golden, "posterior_log_variance_clipped", chain.posteriorLogVariance(t, x0));
      check(golden, "prior_sample", chain.prior(y, noise));
      check(golden, "scale_input_latent_flag_true", chain.scaleInput(xt, t));
      check(
          golden,
          "scale_input_latent_flag_false",
          chain(json, PredictType.XSTART, false, true, false).scaleInput(xt, t));
      check(
          golden,
          "scale_input_normalize_false",
          chain(json, PredictType.XSTART, false, false, true).scaleInput(xt, t));
      Tensor output = golden.tensor("model_output");
      for (PredictType type : List.of(PredictType.EPSILON, PredictType.EPSILON_SCALE)) {
        check(
            golden,
            "predict_xstart_from_" + spelled(type),
            chain(json, type, false, true, true).predictedStart(output, xt, y, t),
            LOOSE);
      }
      check(
          golden,
          "predict_xstart_from_residual",
          chain(json, PredictType.RESIDUAL, false, true, true).predictedStart(output, xt, y, t));
      if (golden.names().contains("predict_epsilon_from_xstart")) {
        check(golden, "predict_epsilon_from_xstart", chain.noiseOf(output, xt, y, t), LOOSE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyReverseStepIsTheGoldenOne(String file) {
    JsonNode json = Fixtures.json("diffusion_ops/" + file);
    String tensors = "diffusion_ops/" + file.replace(".json", ".safetensors");
    try (var scope = Scope.open();
        Safetensors golden = Safetensors.open(Fixtures.path(tensors))) {
      long[] t = Tensors.longs(golden.tensor("t"));
      Tensor y = golden.tensor("y");
      Tensor xt = golden.tensor("q_sample");
      Tensor noise = golden.tensor("step_noise");
      Tensor output = golden.tensor("model_output");
      for (PredictType type : PredictType.values()) {
        double tolerance =
            type == PredictType.EPSILON || type == PredictType.EPSILON_SCALE ? LOOSE : TOLERANCE;
        ResidualShift chain = chain(json, type, false, true, true);
        for (boolean clip : List.of(false, true)) {
          String name = "p_sample." + spelled(type) + ".clip_" + clip;
          Tensor x0 = chain.predictedStart(output, xt, y, t);
          if (clip) {
            x0 = Tensors.clamp(x0, -1, 1);
          }
          check(golden, name + ".pred_xstart", x0, tolerance);
          check(golden, name + ".mean", chain.posteriorMean(x0, xt, t), tolerance);
          check(golden, name + ".sample", chain.reverseStep(x0, xt, t, noise), tolerance);
        }
      }
      ResidualShift chain = chain(json, PredictType.XSTART, false, true, true);
      check(golden, "p_sample.model_input", chain.scaleInput(xt, t));
      Tensor repeated = noise.narrow(0, 0, 1).expand_as(noise);
      check(
          golden,
          "p_sample.xstart.noise_repeat.sample",
          chain.reverseStep(output, xt, t, repeated));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLossIsTheGoldenOne(String file) {
    JsonNode json = Fixtures.json("diffusion_ops/" + file);
    String tensors = "diffusion_ops/" + file.replace(".json", ".safetensors");
    double factor = json.get("scale_factor").asDouble();
    try (var scope = Scope.open();
        FirstStage identity = new IdentityStage();
        Safetensors golden = Safetensors.open(Fixtures.path(tensors))) {
      long[] t = Tensors.longs(golden.tensor("t"));
      Tensor z0 = identity.encode(golden.tensor("x_start")).mul(new Scalar(factor));
      Tensor zy = identity.encode(golden.tensor("y")).mul(new Scalar(factor));
      Tensor noise = golden.tensor("noise");
      Tensor output = golden.tensor("model_output");
      for (PredictType type : PredictType.values()) {
        for (boolean weighted : List.of(false, true)) {
          ResidualShift chain = chain(json, type, weighted, true, true);
          Tensor zt = chain.forwardSample(z0, zy, t, noise);
          String name = "loss." + spelled(type) + (weighted ? ".weighted" : ".plain");
          check(golden, name + ".mse", chain.mse(output, chain.target(z0, zy, noise, t), t), LOOSE);
          if (golden.names().contains(name + ".pred_zstart")) {
            check(golden, name + ".pred_zstart", chain.predictedStart(output, zt, zy, t), LOOSE);
          }
        }
      }
      if (golden.names().contains("upsampled_loss.mse")) {
        ResidualShift chain = chain(json, PredictType.XSTART, false, true, true);
        Tensor y = Interpolate.bicubicUp(golden.tensor("upsampled_loss.y"), chain.config().scale());
        Tensor z = y.mul(new Scalar(factor));
        Tensor start = golden.tensor("upsampled_loss.x_start").mul(new Scalar(factor));
        check(golden, "upsampled_loss.z_y", z, 5e-6);
        check(
            golden,
            "upsampled_loss.z_t",
            chain.forwardSample(start, z, t, golden.tensor("upsampled_loss.noise")),
            5e-6);
        Tensor out = golden.tensor("upsampled_loss.model_output");
        check(golden, "upsampled_loss.mse", chain.mse(out, start, t), LOOSE);
      }
    }
  }

  private static ResidualShift chain(
      JsonNode json, PredictType type, boolean weighted, boolean normalize, boolean latent) {
    ObjectNode params = json.get("params").deepCopy();
    params.put("predict_type", spelled(type));
    params.put("weighted_mse", weighted);
    params.put("normalize_input", normalize);
    params.put("latent_flag", latent);
    return new ResidualShift(
        ModelParams.diffusion(
            Fixtures.config("diffusion_ops", new ObjectMapper().valueToTree(params))));
  }

  private static String spelled(PredictType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static void check(Safetensors golden, String name, Tensor actual) {
    check(golden, name, actual, TOLERANCE);
  }

  private static void check(Safetensors golden, String name, Tensor actual, double tolerance) {
    assertClose(name, actual, golden.tensor(name), tolerance, tolerance);
  }

  @Test
  void aStepWithoutFreshNoiseKeepsTheNoise() {
    // The first step's sqrt(eta) is min(0.6 / 2, 0.6) = 0.3, the last one's 0.9.
    DiffusionConfig config =
        new DiffusionConfig(
            4, 2, 0.9, 0.6, 2, 0.3, false, PredictType.XSTART, Optional.empty(), 1, true, true);
    ResidualShift chain = config.process();
    try (var scope = Scope.open()) {
      Tensor x0 = Tensors.of(new float[] {0.5f}, 1, 1, 1, 1);
      Tensor y = Tensors.of(new float[] {1.5f}, 1, 1, 1, 1);
      Tensor noise = Tensors.of(new float[] {1}, 1, 1, 1, 1);
      Tensor last = chain.forwardSample(x0, y, new long[] {1}, noise);
      // 0.5 + 0.81 + 2 * 0.9, and a step before 0.5 + 0.09 + 2 * 0.3.
      assertThat(Tensors.item(last)).isEqualTo(3.11, within(1e-6));
      assertThat(Tensors.item(chain.deterministicStep(x0, last, y, new long[] {1})))
          .isEqualTo(1.19, within(1e-6));
      assertThat(Tensors.item(chain.deterministicStep(x0, last, y, new long[] {0})))
          .isEqualTo(0.5, within(1e-6));
    }
  }
}
