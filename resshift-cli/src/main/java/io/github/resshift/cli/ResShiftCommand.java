package io.github.resshift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command tree; does nothing by itself. */
@Command(
    name = "resshift",
    description = "Makes small pictures large and damaged pictures whole, by diffusion.",
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 all done; 1 failed; 2 wrong usage; 3 some of several",
      "pictures failed; 130 ended by Ctrl-C.",
      "",
      "Environment:",
      "  JAVA_HOME              the JDK to run with, 17 or newer",
      "  RESSHIFT_HOME          the folder where models are kept",
      "  RESSHIFT_JAVA_OPTS     more options for the Java virtual machine",
      "  RESSHIFT_PROFILE=cuda  build and run with the engine for NVIDIA GPUs"
    })
final class ResShiftCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
