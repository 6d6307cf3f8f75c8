package io.github.resshift.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** What every command understands: how much it says. */
final class CommonOptions {
  private static final String VERBOSE = "--verbose";

  @Option(
      names = {"-v", VERBOSE},
      description = "Say more: settings, times, and a stack trace when something fails.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but errors; no progress.")
  boolean quiet;

  /** Lets libraries speak as well if details were asked for; before any of them has loaded. */
  static void setUpLogging(ParseResult parsed) {
    if (verbose(parsed)) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
    }
  }

  /** Whether the command that ran was asked for details. */
  static boolean verbose(ParseResult parsed) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    return deepest.hasMatchedOption(VERBOSE);
  }
}
