package io.github.resshift.model;

import static io.github.resshift.TensorAssert.assertClose;
import static io.github.resshift.TensorAssert.assertParity;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.GoldenModels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class VqAutoencoderTest {
  @TestFactory
  List<DynamicTest> everyGoldenCase() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : Fixtures.list("vq", ".*\\.json")) {
      JsonNode json = Fixtures.json("vq/" + file);
      if (!Fixtures.has("vq/" + json.get("weights").get("pth").asText())) {
        continue;
      }
      for (JsonNode one : json.get("cases")) {
        String data = "vq/" + one.get("file").asText();
        if (Fixtures.has(data)) {
          tests.add(DynamicTest.dynamicTest(data, () -> matches(json, one, data)));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void matches(JsonNode json, JsonNode one, String data) {
    double encode = one.get("recommended_encode_atol").asDouble();
    double decode = one.get("recommended_decode_atol").asDouble();
    try (var scope = Scope.open();
        Safetensors golden = Safetensors.open(Fixtures.path(data));
        VqAutoencoder vq = GoldenModels.vq(json.get("name").asText(), Placement.cpu())) {
      assertThat(vq.parameters().count()).isEqualTo(json.get("num_parameters").asLong());
      Tensor latent = vq.encode(golden.tensor("x"));
      assertParity("encode", latent, golden.tensor("encode"), encode);
      codes(vq, golden, "quantize_encode", golden.tensor("encode"));
      assertParity(
          "decode_of_encode", vq.decode(latent), golden.tensor("decode_of_encode"), decode);
      Tensor z = golden.tensor("z");
      codes(vq, golden, "quantize_z", z);
      assertParity("decode_z", vq.decode(z), golden.tensor("decode_z"), decode);
      assertParity(
          "decode_z_not_quantized",
          vq.decodePlain(z),
          golden.tensor("decode_z_not_quantized"),
          decode);
    }
  }

  private static void codes(VqAutoencoder vq, Safetensors golden, String name, Tensor z) {
    assertThat(Tensors.longs(vq.codebook().indices(z)))
        .as(name)
        .isEqualTo(Tensors.longs(golden.tensor(name + ".indices")));
    // The codes themselves are exact; z + (e - z) rounds once or twice.
    assertClose(name, vq.codebook().quantize(z), golden.tensor(name + ".z_q"), 1e-6);
  }
}
