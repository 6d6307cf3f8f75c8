package io.github.resshift.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.tensor.GaussianBlur;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class GuidedNetTest {
  private static final GuideConfig GUIDE = new GuideConfig(4, 2, 1, false);
  private static final GuidedNetConfig CONFIG = new GuidedNetConfig(48, 8, 1, 2, 2, GUIDE);

  @Test
  void aFreshNetworkPutsOutNothing() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        GuidedNet net = GuidedNet.initialise(CONFIG, 1, Placement.cpu())) {
      Tensor out = net.predict(random(48), new long[] {3}, net.prepare(condition()));

      assertThat(out.abs().max().item_double()).isZero();
    }
  }

  @Test
  void eachSampleOfABatchGetsTheOutputOfItsOwnStep() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        GuidedNet net = trained()) {
      Tensor x = random(48);
      Condition one = net.prepare(condition());
      Tensor both = torch.cat(new org.bytedeco.pytorch.TensorVector(x, x), 0);
      Tensor features =
          torch.cat(new org.bytedeco.pytorch.TensorVector(one.features(), one.features()), 0);

      Tensor batch = net.predict(both, new long[] {0, 3}, Condition.prepared(features, null));

      Tensor late = net.predict(x, new long[] {0}, one);
      Tensor early = net.predict(x, new long[] {3}, one);
      assertThat(Tensors.maxAbsDifference(batch.narrow(0, 0, 1), late)).isLessThan(1e-5);
      assertThat(Tensors.maxAbsDifference(batch.narrow(0, 1, 1), early)).isLessThan(1e-5);
      assertThat(Tensors.maxAbsDifference(late, early)).isGreaterThan(1e-3);
    }
  }

  @Test
  void theTrunkBeginsAsTheGuidesNextBlocks() {
    try (var scope = Scope.open();
        Guide whole = Guide.initialise(new GuideConfig(4, 2, 3, true), 5, Placement.cpu());
        GuidedNet net = GuidedNet.initialise(CONFIG, 1, Placement.cpu())) {
      net.startFrom(new MemorySource("guide", whole.parameters().weights()));

      for (String layer : new String[] {"rdb1.conv1.weight", "rdb3.conv5.bias"}) {
        assertThat(Tensors.floats(net.parameters().weights().get("trunk.0." + layer)))
            .isEqualTo(Tensors.floats(whole.parameters().weights().get("body.1." + layer)));
      }
    }
  }

  @Test
  void aFreshNetworkWithDetailHasTheBicubicEnlargementAsItsMean() {
    GuideConfig drawing = new GuideConfig(4, 2, 3, true, 1, 0);
    GuidedNetConfig config =
        new GuidedNetConfig(48, 8, 1, 2, 2, drawing, 0, 1.5, 0, Optional.empty());
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide guide = Guide.initialise(drawing, 5, Placement.cpu());
        GuidedNet net = GuidedNet.initialise(config, 1, Placement.cpu())) {
      Tensor lq = random(3);
      Guide.Result said = guide.run(lq);
      Condition prepared = net.prepare(Condition.guided(lq, said.features(), said.picture()));

      Tensor mean = from(said.picture(), net.predict(random(48), new long[] {3}, prepared));
      Tensor late = from(said.picture(), net.predict(random(48), new long[] {0}, prepared));

      Tensor large = Interpolate.bicubicUp(lq, 4);
      assertThat(Tensors.maxAbsDifference(mean, large)).isLessThan(1e-5);
      // Coarse from the mean, fine from the guide's picture.
      Tensor apart = said.picture().sub(large);
      Tensor expected = large.add(apart.sub(GaussianBlur.of(apart, 1.5)));
      assertThat(Tensors.maxAbsDifference(late, expected)).isLessThan(1e-5);
      assertThat(Tensors.maxAbsDifference(late, large)).isGreaterThan(1e-3);
      // Training compares what the network itself puts out.
      net.train(true);
      Tensor own = from(said.picture(), net.predict(random(48), new long[] {0}, prepared));
      assertThat(Tensors.maxAbsDifference(own, large)).isLessThan(1e-5);
    }
  }

  @Test
  void featuresOfAnEarlierBlockLeaveThePictureAsItIs() {
    GuideConfig all = new GuideConfig(4, 2, 3, true);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide guide = Guide.initialise(all, 5, Placement.cpu());
        Guide early =
            Guide.load(
                new GuideConfig(4, 2, 3, true, 1, 0),
                new MemorySource("guide", guide.parameters().weights()),
                Placement.cpu())) {
      Guide.Result said = early.run(random(3));

      assertThat(Tensors.maxAbsDifference(said.features(), guide.run(random(3), 1).features()))
          .isZero();
      assertThat(Tensors.maxAbsDifference(said.picture(), guide.run(random(3)).picture())).isZero();
    }
  }

  @Test
  void detailAndFeaturesHaveRanges() {
    assertThatThrownBy(
            () -> new GuidedNetConfig(48, 8, 1, 2, 2, GUIDE, 0, 1.5, 0, Optional.empty()))
        .hasMessageContaining("guide.picture");
    assertThatThrownBy(() -> new GuideConfig(4, 2, 3, true, 4, 0)).hasMessageContaining("features");
  }

  private static Tensor from(Tensor end, Tensor residual) {
    return end.sub(torch.pixel_shuffle(residual, 4));
  }

  @Test
  void theDraftBeginsAsTheGuidesPicture() {
    GuidedNetConfig config = new GuidedNetConfig(48, 8, 1, 2, 2, GUIDE, 1, 0, 0, Optional.empty());
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Guide whole = Guide.initialise(new GuideConfig(4, 2, 3, true), 5, Placement.cpu());
        GuidedNet net = GuidedNet.initialise(config, 1, Placement.cpu())) {
      net.startFrom(new MemorySource("guide", whole.parameters().weights()));
      Guide.Result said = whole.run(random(3), GUIDE.blocks());

      Condition prepared = net.prepare(Condition.guided(random(3), said.features(), null));

      assertThat(Tensors.maxAbsDifference(prepared.picture(), said.picture())).isLessThan(1e-6);
      assertThat(Tensors.shape(prepared.picture())).containsExactly(1, 3, 24, 28);
    }
  }

  @Test
  void aGuideThatIsTooShortIsRefused() {
    GuidedNetConfig config = new GuidedNetConfig(48, 8, 3, 2, 2, GUIDE, 1, 0, 0, Optional.empty());
    try (var scope = Scope.open();
        Guide whole = Guide.initialise(new GuideConfig(4, 2, 3, true), 5, Placement.cpu());
        GuidedNet net = GuidedNet.initialise(config, 1, Placement.cpu())) {
      assertThatThrownBy(
              () -> net.startFrom(new MemorySource("guide", whole.parameters().weights())))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("trunk_blocks");
    }
  }

  @Test
  void aLargerNetworkGoesOnFromASmallerOne() {
    GuidedNetConfig larger = new GuidedNetConfig(48, 8, 1, 3, 2, GUIDE, 1, 0, 0, Optional.empty());
    try (var scope = Scope.open();
        GuidedNet small = trained();
        GuidedNet net = GuidedNet.initialise(larger, 1, Placement.cpu())) {
      Map<String, Tensor> from = small.parameters().weights();

      int fresh = net.takeFrom(new MemorySource("small", from));

      assertThat(fresh).isEqualTo(net.parameters().weights().size() - from.size());
      from.forEach(
          (name, tensor) ->
              assertThat(Tensors.floats(net.parameters().weights().get(name)))
                  .isEqualTo(Tensors.floats(tensor)));
      Map<String, Tensor> other = Map.of("trunk.7.rdb1.conv1.weight", random(2));
      assertThatThrownBy(() -> net.takeFrom(new MemorySource("other", other)))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("trunk.7");
    }
  }

  @Test
  void aNetworkWithoutBlocksHasNoWeightsAndPutsOutNothing() {
    GuidedNetConfig none = new GuidedNetConfig(48, 8, 0, 0, 0, GUIDE);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        var net = none.load(new MemorySource("nothing", Map.of()), Placement.cpu())) {
      assertThat(none.hasWeights()).isFalse();
      Tensor out = net.predict(random(48), new long[] {0}, net.prepare(condition()));
      assertThat(out.abs().max().item_double()).isZero();
    }
  }

  @Test
  void itSaysWhatItTakes() {
    try (var scope = Scope.open();
        GuidedNet net = GuidedNet.initialise(CONFIG, 1, Placement.cpu())) {
      assertThatThrownBy(() -> net.prepare(Condition.of(random(3), null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("features");
    }
    assertThatThrownBy(() -> new GuidedNetConfig(48, 8, 2, 0, 0, GUIDE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trunk_blocks");
    GuideConfig drawing = new GuideConfig(4, 2, 1, true);
    assertThatThrownBy(
            () -> new GuidedNetConfig(48, 8, 1, 2, 2, drawing, 1, 0, 0, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("draft_blocks");
  }

  /** With outputs that are not zero. */
  private static GuidedNet trained() {
    try (GuidedNet fresh = GuidedNet.initialise(CONFIG, 1, Placement.cpu())) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      fresh
          .parameters()
          .weights()
          .forEach(
              (name, tensor) ->
                  weights.put(
                      name,
                      torch
                          .randn(
                              Tensors.shape(tensor),
                              new GeneratorOptional(torch.make_generator_cpu(name.length())))
                          .mul(new Scalar(0.1))));
      return GuidedNet.load(CONFIG, new MemorySource("random", weights), Placement.cpu());
    }
  }

  private static Condition condition() {
    return Condition.guided(random(3), random(4), null);
  }

  private static Tensor random(long channels) {
    return torch.randn(
        new long[] {1, channels, 6, 7}, new GeneratorOptional(torch.make_generator_cpu(channels)));
  }
}
