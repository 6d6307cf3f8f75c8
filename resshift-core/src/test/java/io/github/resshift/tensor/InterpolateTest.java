package io.github.resshift.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.weights.Safetensors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InterpolateTest {
  /** The tolerance that the golden files state: float32 sums of 16 products in another order. */
  private static final double TOLERANCE = 2e-6;

  @TestFactory
  Stream<DynamicTest> equalsGoldenInterpolation() {
    return cases("interpolate").map(c -> DynamicTest.dynamicTest(label(c), () -> interpolation(c)));
  }

  private static void interpolation(JsonNode c) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("resize/interpolate.safetensors"))) {
      String name = c.get("case").asText();
      Tensor in = file.tensor(name + ".in");
      Tensor expected = file.tensor(name + ".out");
      Interpolate.Mode mode = Interpolate.Mode.of(c.get("mode").asText());
      Tensor out =
          c.has("size")
              ? Interpolate.toSize(
                  in, mode, c.get("size").get(0).asInt(), c.get("size").get(1).asInt())
              : Interpolate.byFactor(in, mode, c.get("scale_factor").asDouble());
      assertThat(Tensors.shape(out)).isEqualTo(Tensors.shape(expected));
      assertThat(Tensors.maxAbsDifference(out, expected)).isLessThanOrEqualTo(TOLERANCE);
      double factor = c.path("scale_factor").asDouble();
      if (mode == Interpolate.Mode.BICUBIC && factor >= 1 && factor == Math.rint(factor)) {
        Tensor up = Interpolate.bicubicUp(in, (int) factor);
        assertThat(Tensors.maxAbsDifference(up, expected)).isLessThanOrEqualTo(TOLERANCE);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> equalsGoldenReflection() {
    return cases("reflect_pad").map(c -> DynamicTest.dynamicTest(label(c), () -> reflection(c)));
  }

  private static void reflection(JsonNode c) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("resize/reflect_pad.safetensors"))) {
      String name = c.get("case").asText();
      JsonNode pad = c.get("pad_left_right_top_bottom");
      Tensor out =
          Interpolate.reflectPad(
              file.tensor(name + ".in"),
              pad.get(0).asLong(),
              pad.get(1).asLong(),
              pad.get(2).asLong(),
              pad.get(3).asLong());
      Tensor expected = file.tensor(name + ".out");
      assertThat(Tensors.shape(out)).isEqualTo(Tensors.shape(expected));
      assertThat(Tensors.floats(out)).isEqualTo(Tensors.floats(expected));
    }
  }

  @Test
  void reflectionRepeatsWhereThePadIsWiderThanThePicture() {
    try (var scope = Scope.open()) {
      Tensor row = Tensors.of(new float[] {1, 2, 3}, 1, 1, 1, 3);
      Tensor padded = Interpolate.reflectPad(row, 8, 2);
      assertThat(Tensors.shape(padded)).containsExactly(1, 1, 3, 11);
      float[] line = {1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3};
      float[] expected = new float[33];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(line, 0, expected, i * 11, 11);
      }
      assertThat(Tensors.floats(padded)).isEqualTo(expected);
    }
  }

  @Test
  void factorOneIsACopy() {
    try (var scope = Scope.open()) {
      Tensor image = Tensors.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
      Tensor copy = Interpolate.bicubicUp(image, 1);
      assertThat(Tensors.floats(copy)).containsExactly(1, 2, 3, 4);
      assertThat(copy.data_ptr().address()).isNotEqualTo(image.data_ptr().address());
    }
  }

  @Test
  void impossibleSizesAreRefused() {
    try (var scope = Scope.open()) {
      Tensor image = Tensors.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
      assertThatThrownBy(() -> Interpolate.byFactor(image, Interpolate.Mode.AREA, 0.25))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2x2")
          .hasMessageContaining("0x0");
      assertThatThrownBy(() -> Interpolate.bicubicUp(image, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Interpolate.reflectPad(image, -1, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Stream<JsonNode> cases(String kind) {
    return StreamSupport.stream(Fixtures.json("resize/resize.json").get(kind).spliterator(), false);
  }

  private static String label(JsonNode c) {
    return c.get("case").asText();
  }
}
