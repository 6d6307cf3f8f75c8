package io.github.resshift.catalog;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where models are kept: {@code RESSHIFT_HOME}, else the platform's folder for caches. */
final class CacheFolder {
  private static final String NAME = "resshift";

  private CacheFolder() {}

  /** The folder for this user and platform; it need not exist yet. */
  static Path standard() {
    return locate(
        System.getenv(),
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", ".")));
  }

  static Path locate(Map<String, String> environment, String osName, Path userHome) {
    String chosen = environment.getOrDefault("RESSHIFT_HOME", "");
    if (!chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath();
    }
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) {
      return userHome.resolve("Library/Caches").resolve(NAME);
    }
    if (os.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return (local.isBlank() ? userHome.resolve("AppData/Local") : Path.of(local)).resolve(NAME);
    }
    // The XDG base directory specification says that a relative path there is to be ignored.
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    return (xdg.startsWith("/") ? Path.of(xdg) : userHome.resolve(".cache")).resolve(NAME);
  }
}
