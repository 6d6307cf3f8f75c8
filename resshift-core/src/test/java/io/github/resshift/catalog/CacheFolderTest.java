package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  private static final Path USER = Path.of("/home/ann");

  @Test
  void theVariableWins() {
    assertThat(CacheFolder.locate(Map.of("RESSHIFT_HOME", "/data/models"), "Linux", USER))
        .isEqualTo(Path.of("/data/models").toAbsolutePath());
  }

  @Test
  void eachPlatformHasItsPlace() {
    assertThat(CacheFolder.locate(Map.of(), "Linux", USER))
        .isEqualTo(USER.resolve(".cache/resshift"));
    assertThat(CacheFolder.locate(Map.of("XDG_CACHE_HOME", "/tmp/c"), "Linux", USER))
        .isEqualTo(Path.of("/tmp/c/resshift"));
    assertThat(CacheFolder.locate(Map.of("XDG_CACHE_HOME", "relative"), "Linux", USER))
        .isEqualTo(USER.resolve(".cache/resshift"));
    assertThat(CacheFolder.locate(Map.of("RESSHIFT_HOME", " "), "Mac OS X", USER))
        .isEqualTo(USER.resolve("Library/Caches/resshift"));
    assertThat(CacheFolder.locate(Map.of("LOCALAPPDATA", "/local"), "Windows 11", USER))
        .isEqualTo(Path.of("/local/resshift"));
    assertThat(CacheFolder.locate(Map.of(), "Windows 11", USER))
        .isEqualTo(USER.resolve("AppData/Local/resshift"));
  }

  @Test
  void aUserWithoutAnAccountHasTheHomeThatTheEnvironmentTells() {
    assertThat(CacheFolder.home(USER.toAbsolutePath().toString(), "/other"))
        .isEqualTo(USER.toAbsolutePath());
    assertThat(CacheFolder.home("?", "/told")).isEqualTo(Path.of("/told"));
    assertThat(CacheFolder.home("?", null)).isEqualTo(Path.of("/nonexistent"));
    assertThat(CacheFolder.home("", "relative")).isEqualTo(Path.of("/nonexistent"));
  }
}
