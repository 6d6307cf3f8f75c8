package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorCommandTest {
  private final StringWriter out = new StringWriter();

  @Test
  void jsonHasEveryTopicAndTheVerdict() throws IOException {
    assertThat(run("doctor", "--json")).isEqualTo(ExitCode.DONE);
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("ok").asBoolean()).isTrue();
    assertThat(report.get("problems")).isEmpty();
    assertThat(report.at("/program/java").asText()).startsWith("" + Runtime.version().feature());
    assertThat(report.at("/engine/libtorch").asText()).matches("\\d+\\.\\d+\\.\\d+-.*");
    assertThat(report.at("/device/auto_device").asText()).matches("cpu|cuda:0");
    assertThat(report.at("/device/auto_precision").asText()).matches("fp32|bf16");
    assertThat(report.at("/self_test/convolution").asText()).startsWith("right");
    assertThat(report.at("/self_test/network_cpu_fp32").asText()).startsWith("right");
    assertThat(report.at("/models/realsr-v3").asText()).isNotEmpty();
  }

  @Test
  void peopleGetTheSameInLines() {
    assertThat(run("doctor")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines())
        .contains("program", "engine", "device", "self-test", "models", "All is well.");
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine(new FakeMakers());
    line.setOut(new PrintWriter(out, true));
    return line.execute(args);
  }
}
