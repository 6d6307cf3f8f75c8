package io.github.resshift.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;

/** The program {@code resshift}: runs one command and ends with its exit code. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code args} name; see {@link ExitCode} for the exit codes. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command tree with its error handling, ready to execute. */
  static CommandLine commandLine() {
    Failures failures = new Failures();
    CommandLine line =
        new CommandLine(new ResShiftCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setAbbreviatedOptionsAllowed(false)
            .setUsageHelpAutoWidth(false)
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures);
    line.setOut(new PrintWriter(System.out, true, Charset.defaultCharset()));
    line.setErr(new PrintWriter(System.err, true, Charset.defaultCharset()));
    return line;
  }
}
