package io.github.resshift.cli;

import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ValueKind;
import io.github.resshift.jobs.ValueKind.OneOf;
import io.github.resshift.jobs.batch.UsageException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options of a job as options of a command. */
final class JobArguments {
  private JobArguments() {}

  /** The command with the options of its task. */
  static CommandLine added(Task task, Object command) {
    return added(task, JobOption.of(task), command);
  }

  /** The command with some of them. */
  static CommandLine added(Task task, Collection<JobOption> options, Object command) {
    CommandLine line = new CommandLine(command);
    options.forEach(option -> line.getCommandSpec().addOption(spec(option, task)));
    return line;
  }

  private static OptionSpec spec(JobOption option, Task task) {
    OptionSpec.Builder builder =
        option == JobOption.MODEL
            ? OptionSpec.builder("-m", name(option.key()))
            : OptionSpec.builder(name(option.key()));
    builder.description(option.description(task));
    if (option.kind() instanceof ValueKind.Flag) {
      return builder.type(boolean.class).arity("0").build();
    }
    if (option.kind() instanceof OneOf choice) {
      builder.completionCandidates(choice.words());
    }
    builder.paramLabel(option.label()).arity("1");
    if (option == JobOption.FACES || option == JobOption.FACES_OVER) {
      builder
          .completionCandidates(FacesWord.words((OneOf) option.kind()))
          .description(option.description(task) + FacesWord.LISTED);
    }
    if (option == JobOption.FACES_OVER) {
      builder.arity("0..1").preprocessor(new FacesWord());
    }
    return option.repeated()
        ? builder.type(List.class).auxiliaryTypes(String.class).build()
        : builder.type(String.class).build();
  }

  private static String name(String key) {
    return "--" + key;
  }

  /**
   * What the command line asks for.
   *
   * @throws ParameterException if a value is out of its range or values contradict each other
   */
  static JobSettings settings(Task task, CommandLine line) {
    return settings(task, line, given(JobOption.of(task), line));
  }

  /** The same where {@code --faces list} is asked for, which is no job: faces are to be found. */
  static Optional<JobSettings> listing(Task task, CommandLine line) {
    Map<String, List<String>> values = given(JobOption.of(task), line);
    String key = JobOption.FACES.key();
    if (values.getOrDefault(key, List.of()).stream().noneMatch(FacesWord.LIST::equalsIgnoreCase)) {
      return Optional.empty();
    }
    values.put(key, List.of(FacesWord.FIND));
    return Optional.of(settings(task, line, values));
  }

  /** The same of values that were taken from it. */
  static JobSettings settings(Task task, CommandLine line, Map<String, List<String>> values) {
    try {
      return JobSettings.of(task, values, JobArguments::name);
    } catch (UsageException e) {
      throw new ParameterException(line, e.getMessage(), e);
    }
  }

  /** The values of options that were given, by the options' names. */
  static Map<String, List<String>> given(Collection<JobOption> options, CommandLine line) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (JobOption option : options) {
      String name = name(option.key());
      if (line.getParseResult().hasMatchedOption(name)) {
        Object value = line.getCommandSpec().findOption(name).getValue();
        values.put(
            option.key(),
            value instanceof List<?> many
                ? many.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value)));
      }
    }
    return values;
  }

  /** Whether an option of a job has the path of a file. */
  static boolean isFile(String name) {
    for (JobOption option : JobOption.values()) {
      if (name(option.key()).equals(name)
          && option.kind() instanceof ValueKind.Text text
          && text.file()) {
        return true;
      }
    }
    return false;
  }
}
