package io.github.resshift.jobs.batch;

import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where results go: one file, or a folder in which the inputs' tree is mirrored. */
public sealed interface OutputTarget {
  /** Exactly this file, for exactly one picture. */
  record File(Path path, PictureFormat format) implements OutputTarget {}

  /** Below this folder, which is made when needed. */
  record Folder(Path path, PictureFormat format) implements OutputTarget {}

  /** The file or folder. */
  Path path();

  /** The format of the results. */
  PictureFormat format();

  /**
   * Decides what {@code out} means: a folder that exists is a folder, a name with the suffix of a
   * picture is a file, everything else is a folder to be made.
   *
   * @param inputs the inputs as the user wrote them
   * @param format the format that was asked for, if any; else the file's own, or PNG in a folder
   * @throws UsageException if out, inputs and format do not fit together
   */
  static OutputTarget of(Path out, List<String> inputs, Optional<PictureFormat> format) {
    if (Files.isDirectory(out)) {
      return new Folder(out, format.orElse(PictureFormat.PNG));
    }
    if (!PictureNames.isPicture(out)) {
      if (Files.exists(out)) {
        throw new UsageException(
            "--output '" + out + "' is a file that is no picture; name a folder or a .png file.");
      }
      return new Folder(out, format.orElse(PictureFormat.PNG));
    }
    PictureFormat named = named(out);
    if (format.isPresent() && format.get() != named) {
      throw new UsageException(
          "--output '"
              + out
              + "' and --format "
              + label(format.get())
              + " contradict; leave one out.");
    }
    if (inputs.size() != 1 || !single(inputs.get(0))) {
      throw new UsageException(
          "--output '" + out + "' is one file, but the input may be many; name a folder.");
    }
    return new File(out, named);
  }

  private static PictureFormat named(Path out) {
    try {
      return PictureFormat.of(out);
    } catch (PictureException e) {
      throw new UsageException("--output '" + out + "': " + e.getMessage());
    }
  }

  private static String label(PictureFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private static boolean single(String input) {
    if (!Glob.isGlob(input)) {
      return !Files.isDirectory(Path.of(input));
    }
    return InputFinder.isFile(input);
  }
}
