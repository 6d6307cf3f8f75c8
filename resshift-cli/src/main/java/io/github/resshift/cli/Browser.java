package io.github.resshift.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The browser of the user's desktop; Java's own way to it is shut in a process without windows. */
final class Browser {
  private static final int SECONDS = 5;

  private Browser() {}

  /** Opens an address. False if there is nothing to open it with. */
  static boolean open(String address) throws InterruptedException {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command =
        os.startsWith("mac")
            ? List.of("open", address)
            : os.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                : List.of("xdg-open", address);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      // Some openers stay as long as the browser does.
      return !process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
