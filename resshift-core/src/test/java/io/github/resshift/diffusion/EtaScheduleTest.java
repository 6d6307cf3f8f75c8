package io.github.resshift.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.catalog.ModelParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EtaScheduleTest {
  /**
   * Of docs/method.md section 2: the schedule is float64 and only the order of operations may
   * differ.
   */
  private static final double RELATIVE = 1e-12;

  @TestFactory
  List<DynamicTest> goldenSchedules() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : Fixtures.json("schedule.json").get("cases")) {
      String name = golden.get("name").asText();
      tests.add(DynamicTest.dynamicTest(name, () -> matches(golden)));
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void matches(JsonNode golden) {
    DiffusionConfig config =
        ModelParams.diffusion(Fixtures.config("schedule.json", golden.get("params")));
    EtaSchedule schedule = EtaSchedule.of(config);

    assertThat(schedule.size()).isEqualTo(golden.get("num_timesteps").asInt());
    int[] map = new int[schedule.size()];
    for (int i = 0; i < map.length; i++) {
      map[i] = golden.get("timestep_map").get(i).asInt();
    }
    assertThat(schedule.steps()).isEqualTo(map);
    same("sqrt_etas", schedule.sqrtEtas(), golden.get("sqrt_etas"));
    same("etas", schedule.etas(), golden.get("etas"));
    same("etas_prev", schedule.etasPrevious(), golden.get("etas_prev"));
    same("alpha", schedule.alphas(), golden.get("alpha"));
    same("posterior_variance", schedule.posteriorVariance(), golden.get("posterior_variance"));
    same(
        "posterior_variance_clipped",
        schedule.posteriorVarianceClipped(),
        golden.get("posterior_variance_clipped"));
    same(
        "posterior_log_variance_clipped",
        schedule.posteriorLogVariance(),
        golden.get("posterior_log_variance_clipped"));
    same("posterior_mean_coef1", schedule.meanCoefXt(), golden.get("posterior_mean_coef1"));
    same("posterior_mean_coef2", schedule.meanCoefX0(), golden.get("posterior_mean_coef2"));
    for (PredictType type : PredictType.values()) {
      DiffusionConfig weighted = weighted(config, type);
      ResidualShift chain = new ResidualShift(weighted, schedule);
      double[] weights = chain.lossWeights();
      if (type == PredictType.EPSILON_SCALE) {
        // The golden weight leaves out the division by kappa^2 eta_t that this loss begins with.
        for (int i = 0; i < weights.length; i++) {
          weights[i] *= config.kappa() * config.kappa() * schedule.etas()[i];
        }
      }
      JsonNode expected = golden.get("weight_loss_mse").get(type.name().toLowerCase(Locale.ROOT));
      same("weight_loss_mse " + type, weights, expected);
    }
  }

  @Test
  void samplingInFewerStepsEndsAtTheLastStep() {
    DiffusionConfig config = config(15);
    assertThat(EtaSchedule.sampling(config, 15).steps()).isEqualTo(EtaSchedule.of(config).steps());
    assertThat(EtaSchedule.sampling(config, 4).steps()).isEqualTo(new int[] {2, 6, 10, 14});
    assertThat(EtaSchedule.sampling(config, 1).steps()).isEqualTo(new int[] {14});
  }

  @Test
  void aSingleStepIsTheDeterministicCallFromTheEnd() {
    EtaSchedule one = EtaSchedule.sampling(config(15), 1);
    assertThat(one.sqrtEtas()[0]).isEqualTo(0.99, within(1e-15));
    assertThat(one.meanCoefXt()[0]).isZero();
    assertThat(one.meanCoefX0()[0]).isOne();
  }

  @Test
  void impossibleStepCountsAreRefusedWithTheRange() {
    assertThatThrownBy(() -> EtaSchedule.sampling(config(4), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1..4")
        .hasMessageContaining("5");
  }

  static DiffusionConfig config(int steps) {
    return new DiffusionConfig(
        4, steps, 0.99, 0.04, 2, 0.3, false, PredictType.XSTART, Optional.empty(), 1, true, true);
  }

  private static DiffusionConfig weighted(DiffusionConfig c, PredictType type) {
    return new DiffusionConfig(
        c.scale(),
        c.steps(),
        c.etasEnd(),
        c.minNoiseLevel(),
        c.kappa(),
        c.power(),
        true,
        type,
        c.timestepRespacing(),
        c.scaleFactor(),
        c.normalizeInput(),
        c.latentFlag());
  }

  private static void same(String what, double[] actual, JsonNode golden) {
    assertThat(actual).as(what).hasSize(golden.size());
    for (int i = 0; i < actual.length; i++) {
      double expected =
          golden.get(i).isTextual()
              ? Double.parseDouble(golden.get(i).asText().replace("inf", "Infinity"))
              : golden.get(i).asDouble();
      if (Double.isInfinite(expected)) {
        assertThat(actual[i]).as(what + "[" + i + "]").isEqualTo(expected);
      } else {
        assertThat(actual[i])
            .as(what + "[" + i + "]")
            .isEqualTo(expected, within(RELATIVE * Math.abs(expected)));
      }
    }
  }
}
