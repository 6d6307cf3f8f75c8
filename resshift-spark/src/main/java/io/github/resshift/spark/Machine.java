package io.github.resshift.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What is known of this machine: where results differ, one sees with what they go. */
final class Machine {
  private static final String KIND = find();
  private static final String HOST = host();

  private Machine() {}

  /** Such as {@code amd64, Intel(R) Xeon(R) Gold 6430}. */
  static String processor() {
    return KIND;
  }

  static String name() {
    return HOST;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown"; // a container without a name of its own
    }
  }

  private static String find() {
    String architecture = System.getProperty("os.arch");
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> architecture + "," + line.substring(line.indexOf(':') + 1))
          .orElse(architecture);
    } catch (IOException e) {
      return architecture; // a system that does not tell
    }
  }
}
