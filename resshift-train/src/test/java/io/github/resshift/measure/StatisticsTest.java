package io.github.resshift.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theMiddleValueOfAnOddNumber() {
    assertThat(Statistics.of(9, 1, 4)).isEqualTo(new Statistics(3, 4, 1, 9));
  }

  @Test
  void theMeanOfTheMiddleTwoOfAnEvenNumber() {
    assertThat(Statistics.of(8, 1, 2, 5)).isEqualTo(new Statistics(4, 3.5, 1, 8));
  }

  @Test
  void noValuesHaveNoStatistics() {
    assertThatIllegalArgumentException().isThrownBy(Statistics::of);
  }
}
