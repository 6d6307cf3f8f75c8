package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.image.PictureReader;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Values of a published implementation in Python on real pictures, which are not part of the
 * project: {@code -Dresshift.data=DIR} names the folder that has {@code metrics/expected.json}.
 */
@EnabledIfSystemProperty(named = "resshift.data", matches = ".+")
class ExpectedMetricsTest {
  private static final Path DATA = Path.of(System.getProperty("resshift.data", "."));

  @TestFactory
  Stream<DynamicTest> niqe() throws IOException {
    NiqeModel published = NiqeModel.read(DATA.resolve("metrics/niqe_pris_params.npz"));
    return cases("niqe")
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("file").asText(),
                    () -> {
                      try (var scope = Scope.open()) {
                        int border = c.get("crop_border").asInt();
                        double actual = Niqe.of(read(c.get("file").asText()), published, border);
                        assertThat(actual).isCloseTo(c.get("niqe_y").asDouble(), within(1e-3));
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> psnrAndSsim() throws IOException {
    return cases("psnr_ssim").map(c -> DynamicTest.dynamicTest(c.toString(), () -> compare(c)));
  }

  /** The published linear weights below networks of full size with made-up weights. */
  @ParameterizedTest
  @EnumSource(LpipsNetwork.class)
  void lpipsReadsItsPublishedFiles(LpipsNetwork network) {
    Path file = DATA.resolve("metrics/lpips-v0.1-" + network.word() + ".pth");
    try (var scope = Scope.open();
        WeightSource linear = WeightFiles.open(file);
        var backbone = new MemorySource("made up", new PlainLpips(network, 1).backbone());
        Lpips lpips = new Lpips(network, backbone, linear, "cpu")) {
      Tensor picture = torch.zeros(1, 3, 64, 64);
      Tensor other = torch.ones(1, 3, 64, 64);
      assertThat(Tensors.item(lpips.distance(picture, other))).isPositive();
    }
  }

  private static void compare(JsonNode c) {
    try (var scope = Scope.open()) {
      Tensor truth = read(c.get("gt").asText());
      Tensor small = read(c.get("gt").asText().replace("/hr/", "/lr_x4/"));
      Tensor large = torch.upsample_nearest2d(small, new long[] {truth.size(2), truth.size(3)});
      int border = c.get("crop_border").asInt();
      Channels channels = c.get("y_channel").asBoolean() ? Channels.Y_UNROUNDED : Channels.RGB;
      assertThat(Psnr.of(large, truth, channels, border))
          .isCloseTo(c.get("psnr").asDouble(), within(1e-6));
      assertThat(Ssim.of(large, truth, channels, border))
          .isCloseTo(c.get("ssim").asDouble(), within(1e-8));
    }
  }

  private static Stream<JsonNode> cases(String name) throws IOException {
    JsonNode all = new ObjectMapper().readTree(DATA.resolve("metrics/expected.json").toFile());
    return StreamSupport.stream(all.get(name).spliterator(), false);
  }

  private static Tensor read(String relative) {
    Path file = DATA.resolve(relative);
    assertThat(Files.exists(file)).as(file.toString()).isTrue();
    return Pixels.rgb(new PictureReader().read(file));
  }
}
