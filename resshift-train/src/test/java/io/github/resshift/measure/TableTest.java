package io.github.resshift.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  @ParameterizedTest
  @CsvSource({"0,0", "1234567.8,1234568", "12.3456,12.35", "0.00123456,0.001235", "-2.5,-2.500"})
  void numbersHaveFourSignificantDigits(double value, String text) {
    assertThat(Table.format(value)).isEqualTo(text);
  }

  @Test
  void whatIsNoNumberIsSaid() {
    assertThat(Table.format(null)).isEqualTo("-");
    assertThat(Table.format(Double.POSITIVE_INFINITY)).isEqualTo("inf");
    assertThat(Table.format(7)).isEqualTo("7");
  }

  @Test
  void columnsLineUp() {
    Table table = new Table("Speed", "part", "s");
    table.add("encode", 1.5);
    table.add("all", 10.0);
    assertThat(table.text())
        .isEqualTo(
            """
            ### Speed

            | part   |     s |
            | ------ | ----: |
            | encode | 1.500 |
            | all    | 10.00 |
            """);
    assertThat(table.rows().get(1)).containsEntry("part", "all").containsEntry("s", 10.0);
  }

  @Test
  void aRowHasAValueForEveryColumn() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Table("t", "a", "b").add(1));
  }
}
