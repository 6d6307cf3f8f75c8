package io.github.resshift.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.cli.doctor.Doctor;
import io.github.resshift.cli.doctor.Finding;
import io.github.resshift.cli.doctor.Finding.Level;
import io.github.resshift.jobs.ProgramVersion;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code resshift doctor}: what is installed, what will be used, whether it works. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Shows what is installed, which device and precision will be used, which models are here,"
          + " and computes a self-test. Ends with 1 if something does not work."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 24;

  @Spec private CommandSpec spec;

  @Option(
      names = "--json",
      description =
          "Print one JSON object: what was found by topic, hints, problems, and whether all is"
              + " well.")
  private boolean json;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    List<Finding> findings = new Doctor(ProgramVersion.text()).examine();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(findings).toPrettyString());
    } else {
      print(findings, out);
    }
    out.flush();
    return count(findings, Level.PROBLEM) == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  static ObjectNode json(List<Finding> findings) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    ArrayNode hints = root.arrayNode();
    ArrayNode problems = root.arrayNode();
    for (Finding finding : findings) {
      root.withObjectProperty(finding.topic()).put(finding.name(), finding.value());
      String full = finding.topic() + "." + finding.name();
      switch (finding.level()) {
        case HINT -> hints.add(full);
        case PROBLEM -> problems.add(full);
        case FINE -> {}
      }
    }
    root.set("hints", hints);
    root.set("problems", problems);
    root.put("ok", problems.isEmpty());
    return root;
  }

  private void print(List<Finding> findings, PrintWriter out) {
    String topic = "";
    for (Finding finding : findings) {
      if (common.quiet && finding.level() == Level.FINE) {
        continue;
      }
      if (!finding.topic().equals(topic)) {
        topic = finding.topic();
        out.println(topic.replace('_', '-'));
      }
      String mark =
          switch (finding.level()) {
            case FINE -> "  ";
            case HINT -> "! ";
            case PROBLEM -> "X ";
          };
      String name = finding.name().replace('_', ' ');
      out.println(mark + pad(name) + finding.value());
    }
    long problems = count(findings, Level.PROBLEM);
    if (problems > 0) {
      out.println(problems + (problems == 1 ? " problem, marked X." : " problems, marked X."));
    } else if (!common.quiet) {
      out.println("All is well.");
    }
  }

  private static long count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static String pad(String name) {
    return String.format("%-" + NAME_WIDTH + "s", name);
  }
}
