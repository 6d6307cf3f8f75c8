package io.github.resshift.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a measurement in a process of its own, with this one's options: the peak of resident memory
 * belongs to a process, and so does the allocator.
 */
final class ChildProcess {
  /** Without these glibc's allocator is at its defaults. */
  static final List<String> ALLOCATOR =
      List.of("MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_");

  private ChildProcess() {}

  /**
   * The rows of the first table of a measurement.
   *
   * @param without variables that its environment shall not have
   * @param arguments a command of {@link Main} with its options, but not {@code --json}
   */
  static List<Map<String, Object>> rows(List<String> without, List<String> arguments)
      throws IOException, InterruptedException {
    Path json = Files.createTempFile("resshift-bench", ".json");
    try {
      List<String> command = command(arguments);
      command.addAll(List.of("--json", json.toString()));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      without.forEach(builder.environment()::remove);
      int exit = builder.start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException(
            "the measurement " + arguments + " ended with exit code " + exit);
      }
      JsonNode rows = new ObjectMapper().readTree(json.toFile()).at("/tables/0/rows");
      List<Map<String, Object>> result = new ArrayList<>();
      for (JsonNode row : rows) {
        result.add(new ObjectMapper().convertValue(row, new RowType()));
      }
      return result;
    } finally {
      Files.deleteIfExists(json);
    }
  }

  /**
   * Starts a command of {@link Main} whose standard output the caller reads.
   *
   * @param arguments the command with its options
   */
  static Process start(List<String> arguments) throws IOException {
    return new ProcessBuilder(command(arguments))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("-D"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return command;
  }

  private static final class RowType extends TypeReference<Map<String, Object>> {}

  private static String java() {
    return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
  }
}
