package io.github.resshift.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resshift.nn.ByteRanges;
import io.github.resshift.tensor.ByteConvolution;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GuideBytesTest {
  private static final GuideConfig SMALL = new GuideConfig(16, 8, 2, true);

  @BeforeAll
  static void requireProcessor() {
    Engine.start();
    assumeTrue(ByteConvolution.works(), "the processor has no products of bytes");
  }

  /**
   * A range is about eight deviations, so a byte's error is some hundredth of a deviation, and its
   * square some ten thousandth of what the blocks add.
   */
  @Test
  void featuresAndPictureAreNearThoseOfFloat32() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide exact = Guide.initialise(SMALL, 3, Placement.cpu())) {
      RangeFinder finder = new RangeFinder();
      finder.see(exact, picture(1, 24));
      finder.see(exact, picture(2, 24));
      try (Guide bytes = bytes(exact, finder.steps())) {
        Guide.Result wanted = exact.run(picture(1, 24));
        Guide.Result made = bytes.run(picture(1, 24));
        Tensor added = wanted.features().sub(exact.run(picture(1, 24), 1).features());
        double share = energy(made.features().sub(wanted.features())) / energy(added);
        assertThat(share).isBetween(1e-8, 1e-3);
        assertThat(energy(made.picture().sub(wanted.picture())))
            .isBetween(1e-14, 1e-3 * energy(wanted.picture()));
      }
    }
  }

  /** What a tile's inside says must not depend on where the tile ends. */
  @Test
  void theInsideOfATileIsThatOfTheWhole() {
    int side = 80;
    int from = 4;
    int length = 66;
    int middle = 33; // the stem sees 1 pixel around, and each of six dense blocks 5
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide exact = Guide.initialise(SMALL, 3, Placement.cpu())) {
      RangeFinder finder = new RangeFinder();
      finder.see(exact, picture(1, side));
      try (Guide bytes = bytes(exact, finder.steps())) {
        Tensor whole = picture(1, side);
        Tensor part = whole.narrow(2, from, length).narrow(3, from, length).contiguous();
        Tensor a = bytes.run(whole).features().select(2, from + middle).select(2, from + middle);
        Tensor b = bytes.run(part).features().select(2, middle).select(2, middle);
        assertThat(Tensors.maxAbsDifference(a, b)).isLessThan(1e-5);
      }
    }
  }

  @Test
  void rangesThatDoNotFitAreRefusedWithTheLayersName() {
    try (var scope = Scope.open();
        Guide exact = Guide.initialise(SMALL, 3, Placement.cpu())) {
      RangeFinder finder = new RangeFinder();
      finder.see(exact, picture(1, 16));
      Map<String, Tensor> missing = new LinkedHashMap<>(finder.steps());
      missing.remove("body.1.rdb2.conv3");
      assertThatThrownBy(() -> bytes(exact, missing))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("body.1.rdb2.conv3 with 8 values")
          .hasMessageContaining("models calibrate");
      Map<String, Tensor> zero = new LinkedHashMap<>(finder.steps());
      zero.put("body.0.rdb1.in", Tensors.of(new float[16], 16));
      assertThatThrownBy(() -> bytes(exact, zero))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("body.0.rdb1.in of positive numbers");
    }
  }

  private static Guide bytes(Guide exact, Map<String, Tensor> steps) {
    return Guide.load(
        SMALL,
        new MemorySource("made up", exact.parameters().weights()),
        Optional.of(new ByteRanges(new MemorySource("ranges", steps))),
        Placement.cpu());
  }

  private static Tensor picture(long seed, int side) {
    return Tensors.clamp(
        new GaussianField(seed).window(0, 3, 0, 0, side, side).div(new Scalar(3)), -1, 1);
  }

  private static double energy(Tensor values) {
    return Tensors.item(values.square().mean());
  }
}
