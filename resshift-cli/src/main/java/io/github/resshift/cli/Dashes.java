package io.github.resshift.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Refuses {@code -} by name where it does not stand for a standard stream. */
final class Dashes {
  private static final Set<String> STREAMING = Set.of("upscale", "inpaint", "face");

  private Dashes() {}

  /**
   * Looks at what a command line has matched.
   *
   * @throws ParameterException if a file is called {@code -} where that means no stream
   */
  static void check(ParseResult parsed) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    boolean streaming = STREAMING.contains(deepest.commandSpec().name());
    for (ArgSpec arg : deepest.matchedArgs()) {
      boolean option = arg instanceof OptionSpec;
      boolean allowed =
          streaming && (!option || List.of(((OptionSpec) arg).names()).contains("--output"));
      boolean word = option && !JobArguments.isFile(((OptionSpec) arg).longestName());
      if (!allowed && dashed(arg.getValue(), word)) {
        throw new ParameterException(
            deepest.commandSpec().commandLine(),
            "'-' stands for a standard stream only as INPUT and --output of upscale, inpaint and"
                + " face; name a file"
                + (option ? " for " + ((OptionSpec) arg).longestName() : "")
                + " (one that is called so is ./-).");
      }
    }
  }

  private static boolean dashed(Object value, boolean word) {
    if (value instanceof Collection<?> many) {
      return many.stream().anyMatch(one -> dashed(one, word));
    }
    return value instanceof Path path
        ? path.equals(Path.of(StandardStreams.DASH))
        : !word && StandardStreams.DASH.equals(value);
  }
}
