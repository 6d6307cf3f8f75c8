package io.github.resshift.cli;

import io.github.resshift.image.FileNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments as they were given. Java turns them into text by the locale, and what is no text
 * there becomes a question mark or U+FFFD, so that a name among them stands for no file any more.
 * Linux tells the bytes.
 */
final class Arguments {
  private static final Path COMMAND = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /** The arguments, lost letters put back where the system tells them; see {@link FileNames}. */
  static String[] exact(String[] args) {
    try {
      return Files.isReadable(COMMAND) ? exact(args, Files.readAllBytes(COMMAND)) : args;
    } catch (IOException e) {
      return args;
    }
  }

  /**
   * As above.
   *
   * @param command the whole command of the process, each word with a zero byte behind it
   */
  static String[] exact(String[] args, byte[] command) {
    List<String> words = words(command);
    int before = words.size() - args.length;
    String[] exact = args.clone();
    for (int i = 0; before >= 0 && i < args.length; i++) {
      String word = words.get(before + i);
      boolean ascii = word.chars().allMatch(c -> c < 0x80);
      if (ascii && !word.equals(args[i])) {
        return args; // not the words that Java was started with
      }
      boolean lost = args[i].indexOf('?') >= 0 || args[i].indexOf('\uFFFD') >= 0;
      if (!ascii && lost) {
        exact[i] = word;
      }
    }
    return exact;
  }

  private static List<String> words(byte[] command) {
    List<String> words = new ArrayList<>();
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    for (byte b : command) {
      if (b == 0) {
        words.add(FileNames.decode(word.toByteArray()));
        word.reset();
      } else {
        word.write(b);
      }
    }
    return words;
  }
}
