package io.github.resshift.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.train.TrainListener.Iteration;
import io.github.resshift.train.denoiser.ChainLosses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
  private final List<ProgressMeter.Report> reports = new ArrayList<>();
  private final ProgressMeter meter = new ProgressMeter(2, 5, 2, reports::add);

  @Test
  void tellsMeansOfAnIntervalAndOfTheQuartersOfTheChain() {
    meter.iteration(iteration(1, new long[] {0, 14}, 1, 3));
    meter.iteration(iteration(2, new long[] {3, 11}, 2, 4));
    meter.iteration(iteration(3, new long[] {4, 4}, 9, 9));
    assertThat(reports).hasSize(1);
    ProgressMeter.Report report = reports.get(0);
    assertThat(report.iteration()).isEqualTo(2);
    assertThat(report.loss()).isEqualTo(2.5);
    assertThat(report.terms()).containsExactly(Map.entry("mse", 5.0));
    // Of 15 steps the first quarter ends with step 3 and the last one starts with step 12.
    assertThat(((ChainLosses) report.detail()).parts()).containsExactly(1.5, Double.NaN, 4.0, 3.0);
    assertThat(report.imagesPerSecond()).isPositive();
    assertThat(report.waitedShare()).isNotNegative();
  }

  @Test
  void theLastIterationEndsAnInterval() {
    for (int i = 1; i <= 5; i++) {
      meter.iteration(iteration(i, new long[] {1, 1}, i, i));
    }
    assertThat(reports).extracting(ProgressMeter.Report::iteration).containsExactly(2L, 4L, 5L);
    assertThat(reports.get(2).loss()).isEqualTo(5);
    assertThat(reports.get(2).left()).isZero();
  }

  private static Iteration iteration(long number, long[] t, double first, double second) {
    double mean = (first + second) / 2;
    StepResult result =
        new StepResult(
            mean, Map.of("mse", 2 * mean), 1, new ChainLosses(15, t, new double[] {first, second}));
    return new Iteration(number, result, 1e-3, 0);
  }
}
