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
      names = {"-q", "--quiet"},
      description = "Say nothing but errors; no progress.")
  boolean quiet;

  /** Whether the command that ran was asked for details. */
  static boolean verbose(ParseResult parsed) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    return deepest.hasMatchedOption(VERBOSE);
  }
}
