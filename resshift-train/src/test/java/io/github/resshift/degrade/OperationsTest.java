package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

/** The single operations of a degradation against golden data. */
class OperationsTest {
  @TestFactory
  Stream<DynamicTest> kernels() {
    return cases("degradation/kernels.json", OperationsTest::kernel);
  }

  private static void kernel(JsonNode c) {
    int size = c.get("kernel_size").asInt();
    Kernel kernel =
        switch (c.get("kind").asText()) {
          case "gaussian" ->
              Kernel.gaussian(size, real(c, "sig_x"), real(c, "sig_y"), real(c, "theta"));
          case "generalized" ->
              Kernel.generalized(
                  size, real(c, "sig_x"), real(c, "sig_y"), real(c, "theta"), real(c, "beta"));
          case "plateau" ->
              Kernel.plateau(
                  size, real(c, "sig_x"), real(c, "sig_y"), real(c, "theta"), real(c, "beta"));
          case "sinc" -> Kernel.sinc(size, real(c, "cutoff")).padded(c.get("pad_to").asInt());
          default -> throw new AssertionError(c);
        };
    double sum = 0;
    for (double value : kernel.values()) {
      sum += value;
    }
    double centre = kernel.values()[kernel.values().length / 2];
    assertThat(sum).isCloseTo(real(c, "sum"), within(1e-9));
    assertThat(centre).isCloseTo(real(c, "centre"), within(1e-9 * Math.abs(real(c, "centre"))));
    // A relative bound, and the underflow of a generalized kernel's far corner to zero.
    assertThat(kernel.values()[0])
        .isCloseTo(real(c, "corner"), within(1e-9 * Math.abs(real(c, "corner")) + 1e-300));
    close("degradation/kernels.safetensors", c.get("case").asText(), kernel.tensor(), 1e-7);
  }

  @Test
  void filtersWithOneKernelAndWithOneForEachSample() {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("degradation/filter.safetensors"))) {
      Tensor image = file.tensor("image");
      Tensor single = Filter2d.apply(image, file.tensor("kernel_single"));
      Tensor each = Filter2d.apply(image, file.tensor("kernels"));
      assertThat(Tensors.maxAbsDifference(single, file.tensor("out_single"))).isLessThan(2e-6);
      assertThat(Tensors.maxAbsDifference(each, file.tensor("out_per_sample"))).isLessThan(2e-6);
    }
  }

  @Test
  void sharpens() {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("degradation/filter.safetensors"))) {
      assertThat(
              Tensors.maxAbsDifference(
                  UnsharpMask.PUBLISHED.kernel().tensor(), file.tensor("usm_kernel")))
          .isLessThan(1e-7);
      for (String name : file.names()) {
        if (name.startsWith("usm_out")) {
          sharpen(file, name);
        }
      }
    }
  }

  private static void sharpen(Safetensors file, String name) {
    double weight = UnsharpMask.PUBLISHED.weight();
    double threshold = UnsharpMask.PUBLISHED.threshold();
    if (name.contains("weight")) {
      String[] parts = name.substring(name.indexOf("weight") + 6).split("_threshold");
      weight = Double.parseDouble(parts[0]);
      threshold = Double.parseDouble(parts[1]);
    }
    Tensor out =
        new UnsharpMask(weight, threshold, UnsharpMask.PUBLISHED.radius())
            .apply(file.tensor("usm_in"));
    float[] actual = Tensors.floats(out);
    float[] expected = Tensors.floats(file.tensor(name));
    int far = 0;
    for (int i = 0; i < actual.length; i++) {
      far += Math.abs(actual[i] - expected[i]) > 2e-6 ? 1 : 0;
    }
    // A pixel exactly at the threshold may fall on the other side.
    assertThat(far).as(name).isLessThanOrEqualTo(actual.length / 1000);
  }

  @TestFactory
  Stream<DynamicTest> jpeg() {
    return cases("degradation/jpeg.json", OperationsTest::compress);
  }

  private static void compress(JsonNode c) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("degradation/jpeg.safetensors"))) {
      JsonNode q = c.get("quality");
      double[] quality =
          q.isArray()
              ? StreamSupport.stream(q.spliterator(), false)
                  .mapToDouble(JsonNode::asDouble)
                  .toArray()
              : new double[] {q.asDouble()};
      Tensor out = JpegSimulation.apply(file.tensor(c.get("case").asText() + ".in"), quality);
      close("degradation/jpeg.safetensors", c.get("case").asText() + ".out", out, 2e-5);
    }
  }

  @TestFactory
  Stream<DynamicTest> noise() {
    return cases("degradation/noise.json", OperationsTest::addNoise);
  }

  private static void addNoise(JsonNode c) {
    try (var scope = Scope.open();
        var file = Safetensors.open(Fixtures.path("degradation/noise.safetensors"))) {
      String name = c.get("case").asText();
      Map<String, Tensor> fields = new HashMap<>();
      c.get("draws").forEach(d -> fields.put(d.asText(), file.tensor(name + "." + d.asText())));
      int n = c.get("strength").size();
      double[] strength = new double[n];
      boolean[] gray = new boolean[n];
      for (int i = 0; i < n; i++) {
        strength[i] = c.get("strength").get(i).asDouble();
        gray[i] = c.get("gray").get(i).asDouble() > 0.5;
      }
      assertThat(c.get("clip").asBoolean()).isTrue();
      Tensor in = file.tensor(name + ".in");
      Draws draws = new GoldenFields(fields);
      Tensor out =
          c.get("kind").asText().equals("gaussian")
              ? Noise.gaussian(in, strength, gray, draws)
              : Noise.poisson(in, strength, gray, draws);
      if (c.get("rounds").asBoolean()) {
        out = Noise.eightBits(out);
      }
      close("degradation/noise.safetensors", name + ".out", out, 1e-6);
    }
  }

  private interface Check {
    void on(JsonNode c);
  }

  private static Stream<DynamicTest> cases(String json, Check check) {
    return StreamSupport.stream(Fixtures.json(json).get("cases").spliterator(), false)
        .map(c -> DynamicTest.dynamicTest(c.get("case").asText(), () -> check.on(c)));
  }

  private static double real(JsonNode c, String key) {
    return c.get(key).asDouble();
  }

  private static void close(String file, String name, Tensor actual, double tolerance) {
    try (var scope = Scope.open();
        var golden = Safetensors.open(Fixtures.path(file))) {
      Tensor expected = golden.tensor(name);
      assertThat(Tensors.shape(actual)).isEqualTo(Tensors.shape(expected));
      assertThat(Tensors.maxAbsDifference(actual, expected)).isLessThanOrEqualTo(tolerance);
    }
  }
}
