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
        home(System.getProperty("user.home", ""), System.getenv("HOME")));
  }

  /**
   * The user's folder. Java knows none of a user without an account, as in containers, and calls it
   * {@code ?}; where nothing else tells it, there is a folder that cannot be made.
   */
  static Path home(String known, String told) {
    Path home = Path.of(known);
    if (home.isAbsolute()) {
      return home;
    }
    return told != null && told.startsWith("/") ? Path.of(told) : Path.of("/nonexistent");
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
