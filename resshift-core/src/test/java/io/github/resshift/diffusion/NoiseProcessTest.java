package io.github.resshift.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The chain from noise against numbers that were worked out by hand. */
class NoiseProcessTest {
  /** What three steps leave of the variance. */
  private static final double[] LEFT = {0.36, 0.36 * 0.23, 0.36 * 0.23 * 0.1};

  private static NoiseConfig three(double eta, PredictType type) {
    // Beta grows in a line: 0.64, 0.77, 0.9.
    return new NoiseConfig(4, 3, 0.64, 0.9, eta, type, 1);
  }

  private static Tensor two(double first, double second) {
    return Tensors.of(new float[] {(float) first, (float) second}, 1, 1, 1, 2);
  }

  private static void is(Tensor actual, double first, double second) {
    // float32 arithmetic on values of about 1.
    assertThat(Tensors.floats(actual)[0]).isEqualTo((float) first, within(2e-6f));
    assertThat(Tensors.floats(actual)[1]).isEqualTo((float) second, within(2e-6f));
  }

  @Test
  void theScheduleIsTheProductOfWhatEachStepLeaves() {
    NoiseSchedule schedule = NoiseSchedule.of(three(0, PredictType.XSTART));
    assertThat(schedule.alphaBars()).containsExactly(LEFT, within(1e-15));
    assertThat(schedule.steps()).containsExactly(0, 1, 2);
  }

  @Test
  void theUsualScheduleEndsInNoise() {
    // exp(-sum of beta - sum of beta^2 / 2) = exp(-10.05 - 0.0676): about 4.03e-5.
    NoiseSchedule usual =
        NoiseSchedule.of(new NoiseConfig(4, 1000, 1e-4, 0.02, 0, PredictType.EPSILON, 1));
    assertThat(usual.alphaBars()[999]).isEqualTo(4.03e-5, within(1e-6));
    assertThat(usual.alphaBars()[0]).isEqualTo(0.9999, within(1e-12));
  }

  @Test
  void statesMixPictureAndNoise() {
    try (var scope = Scope.open()) {
      NoiseProcess chain = three(0, PredictType.XSTART).process();
      Tensor x0 = two(0.5, -1);
      Tensor noise = two(2, 0.25);
      Tensor y = two(9, 9);
      // sqrt(0.36) = 0.6 and sqrt(0.64) = 0.8; the small picture takes no part.
      is(chain.forwardSample(x0, y, new long[] {0}, noise), 0.3 + 1.6, -0.6 + 0.2);
      is(chain.prior(y, noise), 2, 0.25);
      is(chain.scaleInput(x0, new long[] {1}), 0.5, -1);
    }
  }

  @Test
  void outputsMeanThePictureTheResidualOrTheNoise() {
    try (var scope = Scope.open()) {
      Tensor x0 = two(0.5, -1);
      Tensor y = two(0.75, -0.5);
      Tensor noise = two(2, 0.25);
      long[] t = {1};
      for (PredictType type :
          new PredictType[] {PredictType.XSTART, PredictType.RESIDUAL, PredictType.EPSILON}) {
        NoiseProcess chain = three(0, type).process();
        Tensor xt = chain.forwardSample(x0, y, t, noise);
        Tensor target = chain.target(x0, y, noise, t);
        switch (type) {
          case XSTART -> is(target, 0.5, -1);
          case RESIDUAL -> is(target, 0.25, 0.5);
          default -> is(target, 2, 0.25);
        }
        is(chain.predictedStart(target, xt, y, t), 0.5, -1);
      }
    }
  }

  @Test
  void theLossIsTheMeanSquare() {
    try (var scope = Scope.open()) {
      NoiseProcess chain = three(0, PredictType.XSTART).process();
      Tensor loss = chain.mse(two(1, 0), two(0, 3), new long[] {2});
      assertThat(Tensors.floats(loss)).containsExactly(5f);
    }
  }

  @Test
  void withoutFreshNoiseAStepKeepsTheDirection() {
    try (var scope = Scope.open()) {
      NoiseProcess chain = three(0, PredictType.XSTART).process();
      Tensor x0 = two(0.5, -1);
      Tensor noise = two(2, 0.25);
      Tensor xt = chain.forwardSample(x0, x0, new long[] {1}, noise);
      // The same noise at the level of the step before: 0.6 x0 + 0.8 n.
      is(chain.posteriorMean(x0, xt, new long[] {1}), 0.3 + 1.6, -0.6 + 0.2);
      is(chain.posteriorMean(x0, xt, new long[] {0}), 0.5, -1);
      assertThat(chain.drawsNoise(1)).isFalse();
    }
  }

  @Test
  void withEtaOneAStepIsThePosteriorOfTheForwardChain() {
    try (var scope = Scope.open()) {
      NoiseProcess chain = three(1, PredictType.XSTART).process();
      double now = LEFT[1];
      double before = LEFT[0];
      double beta = 0.77;
      // Ho et al. 2020, equation 7.
      double ofStart = Math.sqrt(before) * beta / (1 - now);
      double ofState = Math.sqrt(1 - beta) * (1 - before) / (1 - now);
      double variance = (1 - before) / (1 - now) * beta;
      Tensor mean = chain.posteriorMean(two(1, 0), two(0, 1), new long[] {1});
      is(mean, ofStart, ofState);
      Tensor step = chain.reverseStep(two(1, 0), two(0, 1), new long[] {1}, two(1, -1));
      is(step, ofStart + Math.sqrt(variance), ofState - Math.sqrt(variance));
      assertThat(chain.drawsNoise(1)).isTrue();
      assertThat(chain.drawsNoise(0)).isFalse();
    }
  }

  @Test
  void fewerStepsAreSpreadEvenlyAndBeginAtNoise() {
    NoiseConfig usual = new NoiseConfig(4, 1000, 1e-4, 0.02, 0, PredictType.EPSILON, 1);
    NoiseProcess four = usual.sampling(4);
    assertThat(new int[] {four.step(0), four.step(1), four.step(2), four.step(3)})
        .containsExactly(249, 499, 749, 999);
    assertThatThrownBy(() -> usual.sampling(1001))
        .hasMessage("steps must be 1..1000 for this model, not 1001");
  }

  @Test
  void aChainThatDoesNotReachNoiseIsRefused() {
    assertThatThrownBy(() -> new NoiseConfig(4, 50, 1e-4, 0.02, 0, PredictType.EPSILON, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the last of 50 steps keeps 0.60")
        .hasMessageContaining("raise steps or beta_end");
    assertThatThrownBy(() -> three(0, PredictType.EPSILON_SCALE))
        .hasMessage("predict_type of a chain from noise must be xstart, residual or epsilon");
    assertThatThrownBy(() -> three(1.5, PredictType.EPSILON))
        .hasMessage("ddim_eta must be in [0, 1], not 1.5");
  }
}
