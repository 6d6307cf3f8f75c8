package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tablesAndFileSayTheSame() throws Exception {
    Path json = folder.resolve("report.json");
    assertThat(
            run(
                "bench",
                "--architecture=tiny",
                "--latents=16",
                "--pictures=32",
                "--sides=16",
                "--runs=1",
                "--peak-side=64",
                "--threads=1",
                "--json=" + json))
        .isEqualTo(ExitCode.DONE);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/facts/threads").intValue()).isEqualTo(1);
    JsonNode parts = report.at("/tables/2/rows");
    assertThat(parts.findValuesAsText("part"))
        .containsExactly("step", "step", "encode", "encode", "decode", "decode");
    JsonNode peaks = report.at("/tables/1/rows");
    JsonNode last = parts.get(5);
    double speed = last.get("GFLOP").doubleValue() / last.get("median s").doubleValue();
    assertThat(last.get("GFLOP/s").doubleValue()).isEqualTo(speed);
    assertThat(last.get("% of peak").doubleValue())
        .isEqualTo(100 * speed / peaks.get(1).get("GFLOP/s").doubleValue());
    JsonNode pictures = report.at("/tables/3/rows");
    assertThat(pictures.findValuesAsText("result")).containsExactly("64x64", "64x64");
    assertThat(pictures.get(0).get("PSNR dB to fp32").isNull()).isTrue();
    assertThat(pictures.get(1).get("PSNR dB to fp32").doubleValue()).isBetween(20.0, 100.0);
    assertThat(out.toString()).contains("### Parts of the tiny architecture", "| decode |");
  }

  @Test
  void zeroLeavesAKindOut() {
    assertThat(
            run(
                "bench",
                "--architecture=tiny",
                "--latents=16",
                "--pictures=0",
                "--sides=0",
                "--precision=fp32",
                "--runs=1",
                "--peak-side=64",
                "-q"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("| step |")
        .doesNotContain("decode", "End to end", "bf16 |");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void valuesOutOfRangeAreUsageErrors() {
    assertThat(run("bench", "--runs=0")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--runs must be from 1 to 100, not 0.");
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine(new FakeMakers());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
