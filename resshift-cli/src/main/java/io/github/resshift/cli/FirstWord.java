package io.github.resshift.cli;

import io.github.resshift.image.FileNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A command line that begins with a picture instead of a command means {@code upscale}. */
final class FirstWord {
  private static final String UPSCALE = "upscale";
  private static final Set<String> OF_ROOT = Set.of("-h", "--help", "-V", "--version");

  private FirstWord() {}

  /** The arguments with {@value #UPSCALE} before them where they name a file and no command. */
  static String[] of(CommandLine line, String[] args) {
    Set<String> commands = line.getSubcommands().keySet();
    boolean known = Stream.of(args).anyMatch(commands::contains);
    boolean meant =
        args.length > 0
            && !known
            && !OF_ROOT.contains(args[0])
            && Stream.of(args).anyMatch(FirstWord::exists);
    return meant ? Stream.concat(Stream.of(UPSCALE), Stream.of(args)).toArray(String[]::new) : args;
  }

  private static boolean exists(String word) {
    if (word.startsWith("-")) {
      return word.equals(StandardStreams.DASH);
    }
    try {
      return !word.isEmpty() && Files.exists(FileNames.path(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
