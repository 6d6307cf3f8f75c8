package io.github.resshift.bench;

import io.github.resshift.measure.Architecture;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which program a measurement of whole runs starts, and with which model. */
final class ProgramOptions {
  @Option(
      names = "--program",
      paramLabel = "FILE",
      description = "The launcher; default: that of this checkout.")
  private Path launcher;

  @Option(
      names = "--architecture",
      defaultValue = "bundled",
      description = "bundled (default), published or tiny.")
  Architecture architecture;

  /** The launcher of this checkout, unless another one is given. */
  Path launcher() {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    return launcher != null
        ? launcher
        : Repository.root().resolve(windows ? "resshift.cmd" : "resshift");
  }
}
