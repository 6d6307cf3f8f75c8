package io.github.resshift.cli;

import io.github.resshift.jobs.ValueKind.OneOf;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.stream.Stream;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The values of {@code --faces} that the command line has beyond those of a job, and how {@code
 * --faces} of {@code upscale} stands alone: what follows it is its value only if it is one of its
 * words or joined by an equals sign, and else an input or another option.
 */
final class FacesWord implements IParameterPreprocessor {
  /** Faces are looked for. */
  static final String FIND = "find";

  /** Faces are looked for and told, and nothing is made. */
  static final String LIST = "list";

  /** What the help says of {@link #LIST}. */
  static final String LISTED =
      " With list nothing is restored and no model is needed: a line of JSON for each picture tells"
          + " boxes (left, top, width, height), landmarks and confidence.";

  /** The words of a job's option and {@link #LIST}. */
  static List<String> words(OneOf choice) {
    return Stream.concat(choice.words().stream(), Stream.of(LIST)).toList();
  }

  // Stack is the interface's word.
  @Override
  public boolean preprocess(
      Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    boolean joined = "=".equals(info.get("separator"));
    boolean named =
        !args.isEmpty() && Stream.of("none", FIND, LIST).anyMatch(args.peek()::equalsIgnoreCase);
    if (!joined && !named) {
      args.push(FIND);
    }
    return false;
  }
}
