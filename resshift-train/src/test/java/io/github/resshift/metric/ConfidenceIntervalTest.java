package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfidenceIntervalTest {
  /** From tables of Student's distribution. */
  @ParameterizedTest
  @CsvSource({"1,12.7062", "2,4.3027", "4,2.7764", "10,2.2281", "30,2.0423", "1000,1.9623"})
  void hasTheTabulatedPoints(int degrees, double point) {
    assertThat(ConfidenceInterval.studentT(degrees)).isCloseTo(point, within(1e-4));
  }

  @Test
  void isTheMeanAndTDeviations() {
    // s = 1, so the half width is 4.3027 / sqrt(3).
    ConfidenceInterval interval = ConfidenceInterval.of(1, 2, 3);
    assertThat(interval.mean()).isEqualTo(2);
    assertThat(interval.halfWidth()).isCloseTo(2.4841, within(1e-4));
    assertThat(interval.count()).isEqualTo(3);
  }

  @Test
  void hasNoWidthWhereThereIsNone() {
    assertThat(ConfidenceInterval.of(5).low()).isNaN();
    assertThat(ConfidenceInterval.of(5).mean()).isEqualTo(5);
    assertThat(ConfidenceInterval.of().mean()).isNaN();
    assertThat(ConfidenceInterval.of(1, Double.POSITIVE_INFINITY).mean()).isInfinite();
    assertThat(ConfidenceInterval.of(1, Double.POSITIVE_INFINITY).high()).isNaN();
  }
}
