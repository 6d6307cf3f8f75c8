package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class FaceDegradationTest {
  @TestFactory
  Stream<DynamicTest> equalsGoldenRun() {
    return Fixtures.list("degradation", "face\\d+\\.json").stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> face(name)));
  }

  private static void face(String name) {
    JsonNode json = Fixtures.json("degradation/" + name);
    String tensors = "degradation/" + name.replace(".json", ".safetensors");
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path(tensors))) {
      FaceRecipe recipe = recipe(json.get("opt"));
      GoldenDraws draws = new GoldenDraws(json.get("events"), file);
      String decoded = output(json, "jpeg_decode", "output_255");
      // Encoders differ, so the chain goes on from the golden one's result.
      JpegCodec golden =
          (image, quality) -> {
            Tensor input = planes(file.tensor("jpeg_input_255"));
            // The field was stored in float32: 1e-5 of [0, 1].
            assertThat(Tensors.maxAbsDifference(image.mul(new Scalar(255f)), input))
                .isLessThan(1e-5 * 255);
            assertThat(quality).isEqualTo(number(json, "jpeg_encode", "quality"));
            Tensor expected = planes(file.tensor(decoded));
            Tensor ours = JpegCodec.IMAGE_IO.apply(image, quality).mul(new Scalar(255f));
            assertThat(Tensors.item(ours.sub(expected).abs().mean())).isLessThan(2);
            return expected.div(new Scalar(255f));
          };
      Tensor source = planes(file.tensor("source_hwc_bgr"));
      Pair pair = new FaceDegradation(recipe, golden).degrade(source, draws);
      draws.requireAllUsed();
      Tensor lq = centred(pair.lq()).squeeze(0);
      assertThat(Tensors.maxAbsDifference(lq, file.tensor("result_lq")))
          .isLessThan(2.0 / 255 + 1e-5);
      float[] actual = Tensors.floats(lq);
      float[] expected = Tensors.floats(file.tensor("result_lq"));
      int off = 0;
      for (int i = 0; i < actual.length; i++) {
        off += Math.abs(actual[i] - expected[i]) > 1e-5 ? 1 : 0;
      }
      // Float sums in another order tip a value over the 8-bit rounding now and then.
      assertThat(off).isLessThanOrEqualTo(actual.length / 100);
      Tensor gt = centred(pair.gt()).squeeze(0);
      assertThat(Tensors.maxAbsDifference(gt, file.tensor("result_gt"))).isLessThan(1e-5);
    }
  }

  private static FaceRecipe recipe(JsonNode opt) {
    return new FaceRecipe(
        opt.get("use_hflip").asBoolean(),
        opt.get("blur_kernel_size").asInt(),
        StreamSupport.stream(opt.get("kernel_list").spliterator(), false)
            .map(node -> KernelShape.named(node.asText()))
            .toList(),
        List.of(opt.get("kernel_prob").get(0).asDouble(), opt.get("kernel_prob").get(1).asDouble()),
        range(opt, "blur_sigma"),
        range(opt, "downsample_range"),
        range(opt, "noise_range"),
        range(opt, "jpeg_range"),
        optional(opt, "color_jitter_prob"),
        opt.path("color_jitter_shift").asDouble(20),
        optional(opt, "color_jitter_pt_prob"),
        opt.path("gray_prob").asDouble(0),
        opt.path("gt_gray").asBoolean(false));
  }

  private static Range range(JsonNode opt, String key) {
    return new Range(opt.get(key).get(0).asDouble(), opt.get(key).get(1).asDouble());
  }

  private static OptionalDouble optional(JsonNode opt, String key) {
    return opt.hasNonNull(key)
        ? OptionalDouble.of(opt.get(key).asDouble())
        : OptionalDouble.empty();
  }

  private static String output(JsonNode json, String op, String key) {
    return event(json, op).get(key).asText();
  }

  private static int number(JsonNode json, String op, String key) {
    return event(json, op).get(key).asInt();
  }

  private static JsonNode event(JsonNode json, String op) {
    for (JsonNode event : json.get("events")) {
      if (event.get("op").asText().equals(op)) {
        return event;
      }
    }
    throw new AssertionError("no " + op);
  }

  /** [h, w, BGR] as [1, RGB, h, w]. */
  private static Tensor planes(Tensor image) {
    return image.permute(2, 0, 1).flip(0).unsqueeze(0).contiguous();
  }

  private static Tensor centred(Tensor image) {
    return image.mul(new Scalar(2f)).sub(new Scalar(1f));
  }
}
