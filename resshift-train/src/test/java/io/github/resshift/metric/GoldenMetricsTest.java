package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.TensorAssert;
import io.github.resshift.image.PictureReader;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class GoldenMetricsTest {
  private static final Pattern VALUE =
      Pattern.compile("(batch_psnr_sum|psnr|ssim)_border(\\d+)_(rgb|ycbcr)");

  /** As the golden files state; batches were measured in float32. */
  private static final double TOLERANCE = 1e-6;

  private static final double BATCH_TOLERANCE = 1e-3;

  @TestFactory
  Stream<DynamicTest> equalsTheGoldenValues() {
    return StreamSupport.stream(
            Fixtures.json("metrics/metrics.json").get("pairs").spliterator(), false)
        .map(p -> DynamicTest.dynamicTest(p.get("pair").asText(), () -> compare(p)));
  }

  private static void compare(JsonNode pair) {
    int checked = 0;
    for (Iterator<Map.Entry<String, JsonNode>> it = pair.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      Matcher matcher = VALUE.matcher(field.getKey());
      if (!matcher.matches()) {
        assertThat(field.getKey()).isIn("pair", "kind", "size");
        continue;
      }
      int border = Integer.parseInt(matcher.group(2));
      Channels channels = matcher.group(3).equals("rgb") ? Channels.RGB : Channels.Y;
      String name = pair.get("pair").asText();
      double actual = measure(matcher.group(1), name, channels, border);
      if (field.getValue().asText().equals("inf")) {
        assertThat(actual).as(field.getKey()).isInfinite().isPositive();
      } else {
        boolean batch = matcher.group(1).startsWith("batch");
        assertThat(actual)
            .as(field.getKey())
            .isCloseTo(field.getValue().asDouble(), within(batch ? BATCH_TOLERANCE : TOLERANCE));
      }
      checked++;
    }
    assertThat(checked).isPositive();
  }

  private static double measure(String what, String pair, Channels channels, int border) {
    try (var scope = Scope.open()) {
      if (what.startsWith("batch")) {
        try (var file = Safetensors.open(Fixtures.path("metrics/ycbcr.safetensors"))) {
          Tensor a = file.tensor(pair + ".batch_a");
          Tensor b = file.tensor(pair + ".batch_b");
          return Arrays.stream(Psnr.each(a, b, channels, border)).sum();
        }
      }
      Tensor a = picture(pair + "_a.png");
      Tensor b = picture(pair + "_b.png");
      return what.equals("psnr")
          ? Psnr.of(a, b, channels, border)
          : Ssim.of(a, b, channels, border);
    }
  }

  private static Tensor picture(String file) {
    return Pixels.rgb(new PictureReader().read(Fixtures.path("metrics/" + file)));
  }

  @TestFactory
  Stream<DynamicTest> coloursEqualTheGoldenOnes() {
    try (var file = Safetensors.open(Fixtures.path("metrics/ycbcr.safetensors"))) {
      Set<String> names = file.names();
      assertThat(names).isNotEmpty();
      return names.stream().filter(name -> name.contains("rgb2ycbcr")).toList().stream()
          .map(name -> DynamicTest.dynamicTest(name, () -> colour(name)));
    }
  }

  private static void colour(String name) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("metrics/ycbcr.safetensors"))) {
      String pair = name.substring(0, name.indexOf('.'));
      Tensor golden = file.tensor(name);
      if (name.endsWith("torch_y")) {
        Tensor y = Luma.of(file.tensor(pair + ".batch_a")).div(new Scalar(255.0));
        TensorAssert.assertClose(name, y, golden, TOLERANCE);
        return;
      }
      Tensor picture = picture(pair + "_a.png");
      Tensor levels = name.contains("_y_") ? Luma.of(picture) : Luma.yCbCr(picture);
      Tensor planes = levels.squeeze(0).permute(1, 2, 0);
      planes = golden.dim() == 2 ? planes.squeeze(2) : planes;
      if (name.endsWith("uint8")) {
        // One level where the value is a tie.
        TensorAssert.assertClose(name, planes.round(), golden, onTies(planes, golden) ? 1 : 0);
      } else {
        TensorAssert.assertClose(name, planes.div(new Scalar(255.0)), golden, TOLERANCE);
      }
    }
  }

  /** Whether all positions that differ are within float32's reach of a tie. */
  private static boolean onTies(Tensor planes, Tensor golden) {
    float[] values = Tensors.floats(planes);
    float[] expected = Tensors.floats(golden);
    for (int i = 0; i < values.length; i++) {
      boolean tie = Math.abs(values[i] - Math.floor(values[i]) - 0.5) < 1e-4;
      if (Math.rint(values[i]) != expected[i] && !tie) {
        return false;
      }
    }
    return true;
  }
}
