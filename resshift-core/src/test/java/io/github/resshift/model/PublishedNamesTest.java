package io.github.resshift.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.catalog.ModelParams;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every published architecture has exactly the published names and shapes. */
class PublishedNamesTest {
  @TestFactory
  List<DynamicTest> everyPublishedArchitecture() {
    List<DynamicTest> tests = new ArrayList<>();
    Fixtures.json("keys/index.json")
        .properties()
        .forEach(
            entry ->
                tests.add(
                    DynamicTest.dynamicTest(
                        entry.getKey(), () -> instantiates(entry.getKey(), entry.getValue()))));
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void instantiates(String name, JsonNode official) {
    ConfigNode network = Fixtures.config(name, official.get("model_params"));
    try (SwinUNet net = SwinUNet.initialise(ModelParams.swinUNet(network), 1, Placement.cpu())) {
      assertThat(net.parameters().count()).isEqualTo(official.get("unet_parameters").asLong());
      sameTable(net.parameters(), Fixtures.json("keys/" + official.get("unet_table").asText()));
    }
    ConfigNode stage = Fixtures.config(name, official.get("autoencoder_params"));
    try (VqAutoencoder vq = VqAutoencoder.initialise(ModelParams.vq(stage), 1, Placement.cpu())) {
      assertThat(vq.parameters().count()).isEqualTo(official.get("vq_parameters").asLong());
      sameTable(vq.parameters(), Fixtures.json("keys/" + official.get("vq_table").asText()));
    }
  }

  private static void sameTable(Parameters actual, JsonNode table) {
    Map<String, String> expected = new TreeMap<>();
    table
        .get("entries")
        .properties()
        .forEach(e -> expected.put(e.getKey(), e.getValue().get(1).toString()));
    Map<String, String> found = new TreeMap<>();
    actual.state().forEach((key, tensor) -> found.put(key, shape(tensor)));
    assertThat(found).isEqualTo(expected);
    List<String> buffers = new ArrayList<>();
    table.get("buffers").forEach(b -> buffers.add(b.asText()));
    assertThat(actual.buffers().keySet()).containsExactlyInAnyOrderElementsOf(buffers);
  }

  private static String shape(Tensor tensor) {
    return java.util.Arrays.toString(Tensors.shape(tensor)).replace(" ", "");
  }
}
