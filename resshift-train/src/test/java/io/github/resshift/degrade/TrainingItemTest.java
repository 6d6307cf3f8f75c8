package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Crops, kernels and the mixing of pairs against golden data. */
class TrainingItemTest {
  @TestFactory
  Stream<DynamicTest> itemEqualsGoldenRun() {
    return Fixtures.list("degradation", "dataset\\d+\\.json").stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> item(name)));
  }

  private static void item(String name) {
    JsonNode json = Fixtures.json("degradation/" + name);
    JsonNode opt = json.get("opt");
    String tensors = "degradation/" + name.replace(".json", ".safetensors");
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path(tensors))) {
      GoldenDraws draws = new GoldenDraws(json.get("draws"), file);
      CropRecipe crop =
          new CropRecipe(
              opt.get("crop_pad_size").asInt(),
              opt.get("gt_size").asInt(),
              opt.get("use_hflip").asBoolean(),
              opt.get("use_rot").asBoolean(),
              opt.get("rescale_gt").asBoolean());
      Tensor image = file.tensor("image_hwc_rgb").permute(2, 0, 1).unsqueeze(0).contiguous();
      Tensor gt = crop.apply(image, draws);
      assertThat(Tensors.maxAbsDifference(gt.squeeze(0), file.tensor("gt"))).isLessThan(5e-6);

      RealWorldRecipe recipe =
          RealWorldRecipe.published(4).with(RealWorldDegradationTest.settings(opt));
      var kernels = new RealWorldDegradation(recipe).drawKernels(draws);
      draws.requireAllUsed();
      int size = opt.get("blur_kernel_size").asInt();
      int size2 = opt.get("blur_kernel_size2").asInt();
      requireKernel(kernels.first().padded(size), file.tensor("kernel1"));
      requireKernel(kernels.second().padded(size2), file.tensor("kernel2"));
      requireKernel(kernels.last().padded(size2), file.tensor("sinc_kernel"));
    }
  }

  private static void requireKernel(Kernel kernel, Tensor expected) {
    assertThat(Tensors.maxAbsDifference(kernel.tensor(), expected)).isLessThan(1e-7);
  }

  @Test
  void poolExchangesPairsAsInTheGoldenRun() {
    JsonNode json = Fixtures.json("degradation/pair_pool.json");
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("degradation/pair_pool.safetensors"));
        var pool = new PairPool(json.get("queue_size").asInt())) {
      JsonNode permutations = json.get("permutations");
      for (int i = 0; i < permutations.size(); i++) {
        Map<String, int[]> order = new HashMap<>();
        if (!permutations.get(i).isNull()) {
          order.put(
              "pool",
              StreamSupport.stream(permutations.get(i).spliterator(), false)
                  .mapToInt(JsonNode::asInt)
                  .toArray());
        }
        Pair in = new Pair(file.tensor("in" + i + ".gt"), file.tensor("in" + i + ".lq"));
        Pair out = pool.exchange(in, new GoldenFields(Map.of(), order));
        assertThat(out.gt().equal(file.tensor("out" + i + ".gt"))).as("call " + i).isTrue();
        assertThat(out.lq().equal(file.tensor("out" + i + ".lq"))).as("call " + i).isTrue();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> cropsPairs() {
    JsonNode cases = Fixtures.json("degradation/paired_crop.json").get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(c -> DynamicTest.dynamicTest(c.get("case").asText(), () -> pairedCrop(c)));
  }

  private static void pairedCrop(JsonNode c) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("degradation/paired_crop.safetensors"))) {
      String name = c.get("case").asText();
      Pair pair = new Pair(file.tensor(name + ".gt"), file.tensor(name + ".lq"));
      Pair out =
          PairedCrop.at(
              pair,
              c.get("gt_patch_size").asInt(),
              c.get("offsets").get(0).asInt(),
              c.get("offsets").get(1).asInt());
      assertThat(out.gt().equal(file.tensor(name + ".out_gt"))).isTrue();
      assertThat(out.lq().equal(file.tensor(name + ".out_lq"))).isTrue();
    }
  }
}
