package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Damaged;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.ProgramVersion;
import io.github.resshift.jobs.journal.FileState;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of a command as settings that results depend on. An option counts unless it is known
 * not to, so that one that is added later is not forgotten.
 */
final class OptionValues {
  /** Where results go, how they are called and what is said meanwhile; not what is in them. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "--output",
          "--existing",
          "--json",
          "--verbose",
          "--quiet",
          "--help",
          "--jobs",
          "--dry-run",
          "--watch",
          "--name-pattern",
          "--max-pixels",
          "--model",
          "--format",
          "--exclude",
          "--keep-times");

  private static final String QUALITY = "--quality";

  private OptionValues() {}

  /**
   * The settings of a run.
   *
   * @param command the command with its options parsed
   */
  static RunSettings of(CommandLine command, ModelFacts model, PictureFormat format) {
    TreeMap<String, String> values = new TreeMap<>();
    Set<String> notGiven = new TreeSet<>();
    values.put("command", command.getCommandName());
    values.put("version", ProgramVersion.text());
    values.put("--model", model.name());
    ModelFacts.Identity identity = model.identity();
    values.put("model", identity.now());
    values.put("--format", format.suffix());
    for (OptionSpec option : command.getCommandSpec().options()) {
      String name = option.longestName();
      boolean lossless = format == PictureFormat.PNG || format == PictureFormat.TIFF;
      boolean counts = !WITHOUT_EFFECT.contains(name) && !(lossless && name.equals(QUALITY));
      Object value = option.getValue();
      // An option that was added later changes nothing where it is not used.
      if (counts && value != null && value != Damaged.REFUSE) {
        values.put(name, text(value));
        if (!command.getParseResult().hasMatchedOption(option)) {
          notGiven.add(name);
        }
      }
    }
    Map<String, String> formerly = Map.of("model", identity.former());
    return new RunSettings(values, new RunSettings.Leniency(formerly, notGiven));
  }

  /** A file counts by its content. */
  private static String text(Object value) {
    if (value instanceof Path file && Files.isRegularFile(file)) {
      try {
        return FileState.sha256(file);
      } catch (IOException e) {
        throw new ResShiftException("The file '" + file + "' cannot be read.", e);
      }
    }
    return value.toString();
  }
}
