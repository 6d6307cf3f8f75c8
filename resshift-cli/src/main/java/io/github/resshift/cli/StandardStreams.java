package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Standard input and output in place of files, for {@code -}. What is read lies in a temporary file
 * for the time of the run, because a picture has to be read from more than one place; what is
 * written goes out in one piece when it is complete, so that nobody gets the half of a picture.
 */
final class StandardStreams implements AutoCloseable {
  /** What stands for them on a command line. */
  static final String DASH = "-";

  private static final String INPUT = "stdin";
  private static final String OUTPUT = "stdout";

  private final CommandLine command;
  private final List<String> given;
  private final boolean out;
  private Path folder;

  /**
   * Looks for dashes.
   *
   * @param given inputs
   * @param output where results go; null where nothing says so
   * @throws ParameterException if they do not fit together
   */
  StandardStreams(CommandLine command, List<String> given, Path output, OutputOptions options) {
    this.command = command;
    this.given = List.copyOf(given);
    boolean in = given.contains(DASH);
    this.out = output == null ? given.equals(List.of(DASH)) : output.equals(Path.of(DASH));
    if (in && given.indexOf(DASH) != given.lastIndexOf(DASH)) {
      throw refuse("The standard input (-) can be one of the inputs, not several.");
    }
    if (in && options.folders.watch) {
      throw refuse("--watch is for files, not for the standard input (-).");
    }
    if (in && output == null && !out) {
      throw refuse("The standard input (-) beside others needs --output with a folder.");
    }
    if (out && options.json) {
      throw refuse("--json goes to the standard output, and so does the picture; use -o FILE.");
    }
    if (out && (given.size() != 1 || isFolder(given.get(0)))) {
      throw refuse("The standard output (-o -) takes one picture; name a folder for several.");
    }
    if (out && output == null && System.console() != null) {
      throw refuse("Where does the result go? Give --output FILE, or -o - for the terminal.");
    }
  }

  private static boolean isFolder(String input) {
    return !input.equals(DASH) && Files.isDirectory(FileNames.path(input));
  }

  private ParameterException refuse(String sentence) {
    return new ParameterException(command, sentence);
  }

  /** Whether the result goes to the standard output. */
  boolean toOutput() {
    return out;
  }

  /** The inputs, with a file in place of the standard input, which is read to its end. */
  List<String> inputs() {
    if (!given.contains(DASH)) {
      return given;
    }
    Path file = folder().resolve(INPUT);
    try (InputStream in = System.in) {
      Files.copy(in, file);
    } catch (IOException e) {
      throw new ResShiftException("The standard input cannot be read (" + e.getMessage() + ").", e);
    }
    List<String> all = new ArrayList<>(given);
    all.set(all.indexOf(DASH), file.toString());
    rename(file, "standard input");
    return all;
  }

  /** The file that will be sent; its suffix says how the picture is written. */
  Path output(String suffix) {
    Path file = folder().resolve(OUTPUT + "." + suffix);
    rename(file, "standard output");
    return file;
  }

  /** Messages speak of streams, not of files that the user does not know. */
  private void rename(Path file, String words) {
    command.setErr(new RenamingWriter(command.getErr(), file.toString(), words));
  }

  private Path folder() {
    if (folder == null) {
      try {
        folder = Files.createTempDirectory("resshift-");
      } catch (IOException e) {
        throw new ResShiftException(
            "There is no room for the standard streams in the folder for temporary files '"
                + System.getProperty("java.io.tmpdir")
                + "' ("
                + e.getMessage()
                + ").",
            e);
      }
    }
    return folder;
  }

  /** Sends the result, if there is one. */
  void send() {
    if (!out || folder == null) {
      return;
    }
    Optional<Path> made = files().filter(file -> file.toString().contains(OUTPUT)).findFirst();
    if (made.isEmpty()) {
      return;
    }
    try {
      OutputStream stream = System.out;
      Files.copy(made.get(), stream);
      stream.flush();
    } catch (IOException e) {
      throw new ResShiftException("The standard output was closed by its reader.", e);
    }
    if (System.out.checkError()) {
      throw new ResShiftException("The standard output was closed by its reader.");
    }
  }

  private Stream<Path> files() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  @Override
  public void close() {
    if (folder != null) {
      files().forEach(StandardStreams::delete);
      delete(folder);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit(); // a system that does not delete open files
    }
  }
}
