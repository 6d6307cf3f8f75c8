package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ResizeTest {
  @TestFactory
  Stream<DynamicTest> matlab() {
    return cases("imresize", ResizeTest::matlabCase);
  }

  private static void matlabCase(JsonNode c) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("resize/imresize.safetensors"))) {
      String name = c.get("case").asText();
      Tensor in = planes(file.tensor(name + ".in"));
      Tensor out = MatlabResize.apply(in, c.get("scale").asDouble());
      // float32 sums of up to 18 products in another order
      requireClose(out, planes(file.tensor(name + ".out")), 2e-6);
    }
  }

  @TestFactory
  Stream<DynamicTest> openCv() {
    return cases("opencv", ResizeTest::openCvCase);
  }

  private static void openCvCase(JsonNode c) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("resize/opencv.safetensors"))) {
      String name = c.get("case").asText();
      Tensor in = planes(file.tensor(name + ".in"));
      int height = c.get("out_size_h_w").get(0).asInt();
      int width = c.get("out_size_h_w").get(1).asInt();
      Tensor out =
          switch (c.get("mode").asText()) {
            case "linear" -> Interpolate.toSize(in, Interpolate.Mode.BILINEAR, height, width);
            case "cubic" -> Interpolate.toSize(in, Interpolate.Mode.BICUBIC, height, width);
            case "area" -> AreaResize.apply(in, height, width);
            default -> throw new AssertionError(c);
          };
      requireClose(out, planes(file.tensor(name + ".out")), 5e-6);
    }
  }

  /** [h, w] or [h, w, c] as [1, c, h, w]. */
  private static Tensor planes(Tensor image) {
    Tensor deep = image.dim() == 2 ? image.unsqueeze(2) : image;
    return deep.permute(2, 0, 1).unsqueeze(0).contiguous();
  }

  private static void requireClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
    assertThat(Tensors.maxAbsDifference(actual, expected)).isLessThanOrEqualTo(tolerance);
  }

  private interface Check {
    void on(JsonNode c);
  }

  private static Stream<DynamicTest> cases(String list, Check check) {
    return StreamSupport.stream(Fixtures.json("resize/resize.json").get(list).spliterator(), false)
        .map(c -> DynamicTest.dynamicTest(c.toString(), () -> check.on(c)));
  }
}
