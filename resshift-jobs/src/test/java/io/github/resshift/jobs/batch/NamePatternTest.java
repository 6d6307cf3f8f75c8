package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
  private static final Map<String, String> FIXED = Map.of("scale", "4", "model", "a/b");

  @ParameterizedTest
  @CsvSource({
    "{stem}_x{scale}.{ext}, a.b_x4.png",
    "{name}, a.b.jpg.png",
    "{index}-{model}, 0007-a_b.png",
    "{stem}$1\u00e4.{ext}, a.b$1\u00e4.png"
  })
  void placesAreFilled(String pattern, String name) {
    assertThat(new NamePattern(pattern, FIXED).name(Path.of("in/a.b.jpg"), 7, "png"))
        .isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "{stern}, there is no {stern}; there are {stem}",
    "x.{ext}, all results would have one name",
    "{stem, brace",
    "../{stem}, it names a file",
    ".{stem}, hidden",
    "{stem}.{ext}.bak, must end with .{ext}"
  })
  void aWrongPatternIsExplained(String pattern, String words) {
    assertThatThrownBy(() -> new NamePattern(pattern, FIXED))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("--name-pattern", words);
  }

  @Test
  void moreThanFourDigitsAreKept() {
    assertThat(new NamePattern("{index}", Map.of()).name(Path.of("a"), 123456, "tif"))
        .isEqualTo("123456.tif");
  }
}
