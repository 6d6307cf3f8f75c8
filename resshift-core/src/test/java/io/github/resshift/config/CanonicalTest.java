package io.github.resshift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {
  /** A record as it was when files were written. */
  private record Settings(int width, Optional<Integer> kept, List<Double> rates) {}

  /** The same record after settings were added, in its middle too. */
  private static final class Later {
    private record Settings(
        @Default("0.5") double share,
        int width,
        @Default("false") boolean sharp,
        Optional<Integer> kept,
        @Default OptionalInt most,
        @Default("[]") List<String> names,
        List<Double> rates) {}
  }

  @Kind("round")
  private record Round(double radius) {}

  private static final Settings BEFORE = new Settings(3, Optional.of(4), List.of(1.0, 1e-3));

  private static Later.Settings later(double share, OptionalInt most) {
    return new Later.Settings(share, 3, false, Optional.of(4), most, List.of(), List.of(1.0, 1e-3));
  }

  @Test
  void aSettingThatIsAddedChangesNoTextWhileItHasItsDefault() {
    Later.Settings same = later(0.5, OptionalInt.empty());
    assertThat(Canonical.text(BEFORE)).isEqualTo("{\"kept\":4,\"rates\":[1,0.001],\"width\":3}");
    assertThat(Canonical.text(same)).isEqualTo(Canonical.text(BEFORE));
    assertThat(FormerText.of(BEFORE))
        .isEqualTo(BEFORE.toString())
        .isEqualTo("Settings[width=3, kept=Optional[4], rates=[1.0, 0.001]]");
    assertThat(FormerText.of(same)).isEqualTo(BEFORE.toString());
    assertThat(FormerText.added(same)).isEmpty();
  }

  @Test
  void withAnotherValueItIsThere() {
    Later.Settings other = later(0.25, OptionalInt.of(7));
    assertThat(Canonical.text(other))
        .isEqualTo("{\"kept\":4,\"most\":7,\"rates\":[1,0.001],\"share\":0.25,\"width\":3}");
    assertThat(FormerText.of(other)).isNotEqualTo(BEFORE.toString()).contains("share=0.25");
    assertThat(FormerText.added(other)).containsExactly("share=0.25", "most=OptionalInt[7]");
  }

  @Test
  void valuesOfAllKinds() {
    assertThat(
            Canonical.text(
                Map.of(
                    "b",
                    Path.of("x"),
                    "a",
                    new Round(2),
                    "c",
                    OptionalDouble.empty(),
                    "d",
                    Double.POSITIVE_INFINITY,
                    "e",
                    Thread.State.NEW,
                    "f",
                    "\"\n",
                    "g",
                    Long.MIN_VALUE)))
        .isEqualTo(
            "{\"a\":{\"kind\":\"round\",\"radius\":2},\"b\":\"x\",\"d\":\"Infinity\",\"e\":\"NEW\","
                + "\"f\":\"\\\"\\n\",\"g\":-9223372036854775808}");
    assertThatThrownBy(() -> Canonical.text(new Object()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "100, 100",
    "0.1, 0.1",
    "5e-5, 0.00005",
    "4.5e-6, 0.0000045",
    "2e-23, 2E-23",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "0.30000000000000004, 0.30000000000000004",
    "-1.25, -1.25"
  })
  void numbersHaveTheFewestDigitsThatNameThem(double number, String text) {
    assertThat(Canonical.text(number)).isEqualTo(text);
    assertThat(Double.parseDouble(text)).isEqualTo(number + 0.0);
  }
}
