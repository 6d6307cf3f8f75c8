package io.github.resshift.cli;

import io.github.resshift.cli.progress.Plain;
import io.github.resshift.jobs.FailureText;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one sentence on the error stream and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("resshift: " + Plain.text(String.valueOf(e.getMessage())));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof ParameterException usage) {
      return handleParseException(usage, new String[0]);
    }
    command.getErr().println("resshift: " + Plain.text(FailureText.sentence(e)));
    if (CommonOptions.verbose(parsed)) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }
}
