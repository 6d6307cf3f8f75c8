package io.github.resshift.model;

import static io.github.resshift.TensorAssert.assertParity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.GoldenModels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwinUNetTest {
  @TestFactory
  List<DynamicTest> everyGoldenForwardPass() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : Fixtures.list("unet", ".*\\.json")) {
      JsonNode json = Fixtures.json("unet/" + file);
      if (json.has("cases")) {
        for (JsonNode one : json.get("cases")) {
          String data = "unet/" + one.get("file").asText();
          if (Fixtures.has(data)) {
            tests.add(DynamicTest.dynamicTest(data, () -> matches(json, one, data)));
          }
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void matches(JsonNode json, JsonNode one, String data) {
    try (var scope = Scope.open();
        Safetensors golden = Safetensors.open(Fixtures.path(data));
        SwinUNet net = GoldenModels.unet(json.get("name").asText(), Placement.cpu())) {
      assertThat(net.parameters().count()).isEqualTo(json.get("num_parameters").asLong());
      assertParity(
          data, predict(net, golden), golden.tensor("out"), one.get("recommended_atol").asDouble());
    }
  }

  /** Repeats the golden backward pass: every layer's gradient, with the loss of the file. */
  @Test
  void gradientsAreTheGoldenOnes() {
    for (String file : Fixtures.list("unet", "grad.*\\.json")) {
      JsonNode json = Fixtures.json("unet/" + file);
      String data = "unet/" + file.replace(".json", ".safetensors");
      try (var scope = Scope.open();
          Safetensors golden = Safetensors.open(Fixtures.path(data));
          SwinUNet net = GoldenModels.unet(json.get("model").asText(), Placement.training("cpu"))) {
        Tensor loss = torch.mse_loss(predict(net, golden), golden.tensor("target"));
        loss.backward();
        double expected = json.get("loss").asDouble();
        assertThat(Tensors.item(loss.detach())).isCloseTo(expected, within(1e-5 * expected));
        Set<String> seen = new HashSet<>();
        net.parameters()
            .weights()
            .forEach(
                (name, weight) -> {
                  Tensor wanted = golden.tensor("grad." + name);
                  double size = norm(wanted);
                  assertThat(norm(weight.grad().sub(wanted)))
                      .as(name)
                      .isLessThanOrEqualTo(1e-4 * size + 2e-6);
                  seen.add("grad." + name);
                });
        assertThat(golden.names().stream().filter(n -> n.startsWith("grad.")))
            .containsExactlyInAnyOrderElementsOf(seen);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void bfloat16StaysNear(String name) {
    String data = "unet/" + name + "_native.safetensors";
    Placement bf16 = new Placement("cpu", ScalarType.BFloat16, true, false);
    try (var scope = Scope.open();
        Safetensors golden = Safetensors.open(Fixtures.path(data));
        SwinUNet net = GoldenModels.unet(name, bf16)) {
      Tensor out = predict(net, golden, ScalarType.BFloat16).to(ScalarType.Float);
      // Eight bits of mantissa: 40 layers of relative rounding 2^-9 add up to a few per cent.
      assertThat(norm(out.sub(golden.tensor("out")))).isLessThan(0.03 * norm(golden.tensor("out")));
    }
  }

  @Test
  void wrongSizesAreRefusedWithTheMultiple() {
    try (var scope = Scope.open();
        SwinUNet net = GoldenModels.unet("a", Placement.cpu())) {
      int multiple = net.config().latentMultiple();
      Tensor x = torch.zeros(1, 3, multiple + 1, multiple);
      assertThatThrownBy(() -> net.predict(x, new long[] {0}, Condition.of(x, null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(multiple));
    }
  }

  private static Tensor predict(SwinUNet net, Safetensors golden) {
    return predict(net, golden, ScalarType.Float);
  }

  private static Tensor predict(SwinUNet net, Safetensors golden, ScalarType type) {
    return net.predict(
        golden.tensor("in.x").to(type),
        Tensors.longs(golden.tensor("in.timesteps")),
        net.prepare(
            Condition.of(optional(golden, "in.lq", type), optional(golden, "in.mask", type))));
  }

  private static Tensor optional(Safetensors golden, String name, ScalarType type) {
    return golden.names().contains(name) ? golden.tensor(name).to(type) : null;
  }

  private static double norm(Tensor tensor) {
    return Tensors.item(tensor.to(ScalarType.Double).norm());
  }
}
