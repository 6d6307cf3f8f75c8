package io.github.resshift.bench;

import io.github.resshift.measure.MachineFacts;
import io.github.resshift.measure.Report;
import io.github.resshift.measure.Table;
import io.github.resshift.tensor.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all measurements have in common. */
final class Options {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the report as JSON.")
  private Path json;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of the engine; 0 (default): one for each processor.")
  private int threads;

  /** Threads in use. */
  int threads() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /** Prints the tables with the facts about the machine, and writes them where asked to. */
  void publish(Table... tables) throws IOException {
    Engine.threads(threads());
    Report report = new Report(MachineFacts.collect(threads()), List.of(tables));
    report.print(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    if (json != null) {
      report.write(json);
    }
  }

  /** The arguments of a child process that measures with the same threads. */
  List<String> arguments(String... own) {
    List<String> all = new ArrayList<>(List.of(own));
    all.addAll(List.of("--threads", Integer.toString(threads())));
    return all;
  }

  /** Says on the error stream what is being done. */
  void say(String message) {
    command.commandLine().getErr().println("bench: " + message);
  }
}
