package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureFiles;
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

  /** A file beside each input, which gets the input's name, an underscore, and a word. */
  record Beside(String word, PictureFormat format) implements OutputTarget {
    @Override
    public Path path() {
      return Path.of("");
    }

    /** The file beside an input. */
    Path of(Path source) {
      return FileNames.sibling(
          source, PictureNames.stem(source) + "_" + word + "." + format.suffix());
    }
  }

  /** The file or folder; of {@link Beside} the empty path. */
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
    if (!PictureFiles.hasSuffix(out)) {
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

  /**
   * Where results go when nothing says where: beside each file, and for a folder into one beside
   * it.
   *
   * @param word for the names, such as {@code x4}
   * @throws UsageException if that leaves it open
   */
  static OutputTarget beside(List<String> inputs, String word, Optional<PictureFormat> format) {
    PictureFormat chosen = format.orElse(PictureFormat.PNG);
    for (String input : inputs) {
      boolean file = InputFinder.isFile(input);
      if (!file && Glob.isGlob(input)) {
        throw new UsageException(
            "Without --output results go beside files that are named, but '"
                + input
                + "' is a pattern; name a folder with --output.");
      }
      if (file || !Files.isDirectory(FileNames.path(input))) {
        continue;
      }
      Path folder = RealPath.ofFile(FileNames.path(input));
      if (inputs.size() > 1 || folder.getFileName() == null) {
        throw new UsageException(
            "Without --output a folder has to be the only input and to have a name; name a folder"
                + " for the results of '"
                + input
                + "' with --output.");
      }
      return new Folder(FileNames.sibling(folder, FileNames.name(folder) + "_" + word), chosen);
    }
    return new Beside(word, chosen);
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
      return !Files.isDirectory(FileNames.path(input));
    }
    return InputFinder.isFile(input);
  }
}
