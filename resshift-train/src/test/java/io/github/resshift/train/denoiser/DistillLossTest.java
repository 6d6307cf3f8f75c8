package io.github.resshift.train.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.Condition;
import io.github.resshift.model.Denoiser;
import io.github.resshift.model.DenoiserConfig;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.IdentityStage;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.data.Batch;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * The losses of a distillation against numbers that were worked out by hand: pictures of one value,
 * networks that multiply what they see.
 */
class DistillLossTest {
  /** sqrt(eta) is 0.3 and 0.9, kappa 2. */
  private static final DiffusionConfig CHAIN =
      new DiffusionConfig(
          4, 2, 0.9, 0.6, 2, 0.3, false, PredictType.XSTART, Optional.empty(), 1, false, true);

  private static final double X0 = 0.5;
  private static final double Y = 1.5;

  /** The student's beginning: y + kappa sqrt(eta_T) for a noise of 1. */
  private static final double BEGIN = Y + 2 * 0.9;

  private final DiffusionLoss diffusion = new DiffusionLoss(CHAIN.process(), new IdentityStage());
  private final TrainingLoss loss = TrainingLoss.squares(diffusion);

  /** Multiplies by one factor at the first step and by another one at the last. */
  private static Denoiser times(double atFirst, double atLast) {
    return (x, steps, condition) -> x.mul(value(steps[0] == 0 ? atFirst : atLast));
  }

  private static Tensor value(double value) {
    return Tensors.of(new float[] {(float) value}, 1, 1, 1, 1);
  }

  private static double square(double value) {
    return value * value;
  }

  private static DistillDraw draw(double noise) {
    return new DistillDraw(new long[] {1}, value(1), new long[] {1}, value(noise));
  }

  private static DiffusionLoss.Latents latents() {
    return new DiffusionLoss.Latents(value(X0), value(Y));
  }

  private static Batch batch() {
    return new Batch(value(X0), value(Y), null, null, null);
  }

  @Test
  void sinSrLearnsTheTeachersMapItsInverseAndTheTruth() {
    try (var scope = Scope.open()) {
      SinSrDistillation sinSr =
          new SinSrDistillation(
              new DistillConfig.SinSr("t", OptionalInt.empty(), 0.5, 2, false),
              null,
              times(2, 0.1),
              times(0.3, 0.2),
              diffusion,
              false,
              loss,
              null);
      TrainingLoss.Values values = sinSr.values(1, latents(), batch(), draw(0));

      // The teacher: x0 = 0.2 x_T, then the same noise at a third, then 0.3 x_1.
      double first = 0.2 * BEGIN;
      double shift = Y - first;
      double before = first + 0.09 * shift + (BEGIN - first - 0.81 * shift) / 3;
      double taught = 0.3 * before;
      double teacher = square(0.1 * BEGIN - taught);
      double inverse = square(2 * taught - BEGIN);
      double truth = square(0.1 * (2 * X0) - X0);
      assertThat(values.terms().keySet()).containsExactly("teacher", "inverse", "truth");
      assertThat(Tensors.item(values.terms().get("teacher"))).isEqualTo(teacher, within(1e-6));
      assertThat(Tensors.item(values.terms().get("inverse"))).isEqualTo(inverse, within(1e-5));
      assertThat(Tensors.item(values.terms().get("truth"))).isEqualTo(truth, within(1e-6));
      assertThat(Tensors.item(values.total()))
          .isEqualTo(teacher + 0.5 * inverse + 2 * truth, within(1e-5));
    }
  }

  @Test
  void theTeachersPredictionsAreClippedWhereSamplingClips() {
    try (var scope = Scope.open()) {
      SinSrDistillation sinSr =
          new SinSrDistillation(
              new DistillConfig.SinSr("t", OptionalInt.empty(), 0, 0, false),
              null,
              times(0, 0),
              times(5, 5),
              diffusion,
              true,
              loss,
              null);
      TrainingLoss.Values values = sinSr.values(1, latents(), batch(), draw(0));
      assertThat(values.terms().keySet()).containsExactly("teacher");
      // The student says 0, the teacher more than 1.
      assertThat(Tensors.item(values.total())).isEqualTo(1, within(1e-6));
    }
  }

  @Test
  void rsdIsTheTeachersErrorBeyondThatOfTheFake() {
    try (var scope = Scope.open();
        Multiplying fake = new Multiplying(0.4)) {
      Tensor factor = value(0.1).requires_grad_(true);
      RsdDistillation rsd =
          new RsdDistillation(
              new DistillConfig.Rsd("t", 3, 1, OptionalDouble.empty(), 1, false),
              null,
              (x, steps, condition) -> x.mul(factor),
              times(0, 0.2),
              new FakeShift(fake),
              loss,
              null);
      TrainingLoss.Values values = rsd.values(1, latents(), batch(), draw(-0.5));
      values.total().backward();

      double made = 0.1 * BEGIN;
      double state = 0.19 * made + 0.81 * Y - 0.5 * 1.8;
      double teacher = 0.2 * state - made;
      double ofFake = 0.4 * state - made;
      assertThat(Tensors.item(values.terms().get("teacher")))
          .isEqualTo(square(teacher) - square(ofFake), within(1e-6));
      assertThat(Tensors.item(values.total()))
          .isEqualTo(3 * (square(teacher) - square(ofFake)), within(1e-6));
      // Through the state and the picture: d state / d made is 0.19.
      double slope = 2 * teacher * (0.2 * 0.19 - 1) - 2 * ofFake * (0.4 * 0.19 - 1);
      assertThat(Tensors.item(factor.grad())).isEqualTo(3 * slope * BEGIN, within(1e-4));

      Tensor learnt = rsd.fakeLoss(latents(), batch(), draw(-0.5));
      assertThat(Tensors.item(learnt)).isEqualTo(square(ofFake), within(1e-6));
      assertThat(learnt.requires_grad()).isFalse();
    }
  }

  @Test
  void aStudentOfSeveralStepsBeginsAtTheTruthsStateBeforeTheLast() {
    try (var scope = Scope.open();
        Multiplying fake = new Multiplying(0)) {
      RsdDistillation rsd =
          new RsdDistillation(
              new DistillConfig.Rsd("t", 1, 1, OptionalDouble.empty(), 2, false),
              null,
              times(0.5, 9),
              times(0, 0),
              new FakeShift(fake),
              loss,
              null);
      DistillDraw draw = new DistillDraw(new long[] {0}, value(1), new long[] {1}, value(0));
      Tensor learnt = rsd.fakeLoss(latents(), batch(), draw);
      // x_1 = 0.5 + 0.09 + 0.6; a fake that says 0 is as wrong as the picture is large.
      assertThat(Tensors.item(learnt)).isEqualTo(square(0.5 * 1.19), within(1e-6));
    }
  }

  @Test
  void aStudentIsAskedAtEvenlySpreadSteps() {
    List<DistillDraw> draws = DistillDraw.of(settings(), 5, new long[] {64, 1, 1, 1}, 15, 4, 2);
    assertThat(draws).hasSize(2);
    assertThat(draws.get(0).from()).containsOnly(2, 6, 10, 14);
    assertThat(draws.get(0).t()).contains(0, 14);
    DistillDraw again = DistillDraw.of(settings(), 5, new long[] {64, 1, 1, 1}, 15, 4, 1).get(0);
    assertThat(again.from()).isEqualTo(draws.get(0).from());
    assertThat(Tensors.floats(again.noise())).isEqualTo(Tensors.floats(draws.get(0).noise()));
  }

  private static TrainSettings settings() {
    return TrainSettings.of(ConfigNode.parse("test", "{lr: 1, iterations: 1, batch: 64}"));
  }

  /** A network that multiplies; its weights take no part. */
  private static final class Multiplying implements DenoiserNetwork {
    private final double factor;
    private final SwinUNet unused =
        SwinUNet.initialise(
            new SwinUNetConfig(
                16,
                3,
                32,
                3,
                List.of(),
                0,
                List.of(1),
                List.of(1),
                -1,
                32,
                2,
                32,
                8,
                2,
                false,
                false,
                16),
            1,
            Placement.cpu());

    Multiplying(double factor) {
      this.factor = factor;
    }

    @Override
    public Tensor predict(Tensor x, long[] steps, Condition condition) {
      return x.mul(value(factor));
    }

    @Override
    public DenoiserConfig config() {
      return unused.config();
    }

    @Override
    public Parameters parameters() {
      return unused.parameters();
    }

    @Override
    public void train(boolean on) {
      // Nothing here behaves differently in training.
    }

    @Override
    public void close() {
      unused.close();
    }
  }
}
