package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MaskGeneratorTest {
  @TestFactory
  Stream<DynamicTest> equalsGoldenMask() {
    return Fixtures.list("degradation", "mask\\d+\\.json").stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> mask(name)));
  }

  private static void mask(String name) {
    JsonNode json = Fixtures.json("degradation/" + name);
    String tensors = "degradation/" + name.replace(".json", ".safetensors");
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path(tensors))) {
      GoldenDraws draws = new GoldenDraws(json.get("events"), file);
      int height = json.get("size").get(0).asInt();
      int width = json.get("size").get(1).asInt();
      Tensor mask = new MaskGenerator(recipe(json.get("mask_kwargs"))).draw(height, width, draws);
      draws.requireAllUsed();
      double differing = Tensors.item(mask.squeeze(0).ne(file.tensor("mask")).sum());
      // Thick lines: pixels on their rim fall differently in another rasteriser.
      double allowed = json.get("kind").asText().equals("irregular") ? 0.02 : 0;
      assertThat(differing / mask.numel()).isLessThanOrEqualTo(allowed);
      if (file.names().contains("gt")) {
        Tensor lq = MaskGenerator.hide(file.tensor("gt").unsqueeze(0), mask);
        assertThat(lq.squeeze(0).equal(file.tensor("lq"))).isTrue();
        Tensor input = mask.mul(new Scalar(2f)).sub(new Scalar(1f)).squeeze(0);
        assertThat(input.equal(file.tensor("mask_input"))).isTrue();
      }
    }
  }

  @Test
  void alwaysHidesSomethingAndNeverEverything() {
    MaskGenerator generator = new MaskGenerator(MaskRecipe.PUBLISHED);
    try (var scope = Scope.open()) {
      for (long seed = 0; seed < 60; seed++) {
        Tensor mask = generator.draw(256, 256, new SeededDraws(seed));
        assertThat(Tensors.item(mask.mean())).as("seed " + seed).isBetween(0.001, 0.999);
        assertThat(mask.equal(generator.draw(256, 256, new SeededDraws(seed)))).isTrue();
      }
    }
  }

  @Test
  void refusesBoxesThatDoNotFit() {
    MaskRecipe p = MaskRecipe.PUBLISHED;
    MaskRecipe boxes = new MaskRecipe(0, p.strokes(), 1, p.boxes(), 0, p.borders());
    assertThatThrownBy(() -> new MaskGenerator(boxes).draw(40, 40, new SeededDraws(1)))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("40x40");
  }

  private static MaskRecipe recipe(JsonNode kwargs) {
    JsonNode s = kwargs.get("irregular_kwargs");
    JsonNode b = kwargs.get("box_kwargs");
    JsonNode o = kwargs.get("outpainting_kwargs");
    return new MaskRecipe(
        kwargs.get("irregular_proba").asDouble(),
        new MaskRecipe.Strokes(
            whole(s, "max_angle"),
            whole(s, "max_len"),
            whole(s, "max_width"),
            whole(s, "min_times"),
            whole(s, "max_times")),
        kwargs.get("box_proba").asDouble(),
        new MaskRecipe.Boxes(
            whole(b, "margin"),
            whole(b, "bbox_min_size"),
            whole(b, "bbox_max_size"),
            whole(b, "min_times"),
            whole(b, "max_times")),
        kwargs.get("outpainting_proba").asDouble(),
        new MaskRecipe.Borders(
            real(o, "min_padding_percent"),
            real(o, "max_padding_percent"),
            real(o, "left_padding_prob"),
            real(o, "top_padding_prob"),
            real(o, "right_padding_prob"),
            real(o, "bottom_padding_prob")));
  }

  private static int whole(JsonNode node, String key) {
    return node.get(key).asInt();
  }

  private static double real(JsonNode node, String key) {
    return node.get(key).asDouble();
  }
}
