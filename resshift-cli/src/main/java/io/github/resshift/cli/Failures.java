package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.progress.Plain;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
    command.getErr().println("resshift: " + Plain.text(sentence(e)));
    if (CommonOptions.verbose(parsed)) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  /** One sentence for the user about {@code e}. */
  static String sentence(Throwable e) {
    if (e instanceof ResShiftException) {
      return e.getMessage();
    }
    if (e instanceof NoSuchFileException missing) {
      return "There is no file '" + missing.getFile() + "'.";
    }
    if (e instanceof AccessDeniedException denied) {
      return "No permission to use '" + denied.getFile() + "'.";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return "'" + file.getFile() + "': " + file.getReason() + ".";
    }
    if (e instanceof OutOfMemoryError) {
      return "Out of memory (" + e.getMessage() + "); a smaller --tile needs less.";
    }
    if (e instanceof LinkageError) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return "The engine does not start ("
          + root.getMessage()
          + "); it runs on 64-bit Linux and Windows on x86 and on macOS on ARM, and deleting"
          + " ~/.javacpp/cache makes it unpack anew.";
    }
    String message = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + (message.isBlank() ? "" : ": " + message);
  }
}
