package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "a/*.png, a, a/x.png, true",
    "a/*.png, a, a/b/x.png, false",
    "a/**/*.png, a, a/x.png, true",
    "a/**/*.png, a, a/b/c/x.png, true",
    "a/b?/x.*, a, a/b1/x.tif, true",
    "a/b?/x.*, a, a/b12/x.tif, false",
    "*.jpg, '', x.jpg, true",
    "**/*.jpg, '', x.jpg, true",
    "**/c/**/*.jpg, '', a/c/x.jpg, true",
    "**/c/**/*.jpg, '', c/d/x.jpg, true",
    "'a/*.{png,jpg}', a, a/x.jpg, true",
    "'a/[xy].png', a, a/z.png, false"
  })
  void matchesLikeAShell(String pattern, String base, String file, boolean matches) {
    Glob glob = Glob.parse(pattern);
    assertThat(glob.base()).isEqualTo(Path.of(base));
    assertThat(glob.matches(Path.of(file))).isEqualTo(matches);
  }

  @Test
  void plainNamesAreNoGlobs() {
    assertThat(Glob.isGlob("a/b-c.png")).isFalse();
    assertThat(Glob.isGlob("a/{b,c}.png")).isTrue();
  }

  @Test
  void malformedPatternsAreRefused() {
    assertThatThrownBy(() -> Glob.parse("a/[x.png")).isInstanceOf(IllegalArgumentException.class);
  }
}
