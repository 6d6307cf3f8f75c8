package io.github.resshift.cli.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessTeamTest {
  @TempDir Path dir;

  @Test
  void eachProcessKnowsItsPlaceAndAllButTheFirstAreMarked() throws IOException {
    StringWriter said = new StringWriter();
    int code = new ProcessTeam(Member.command("place", dir), 2, new PrintWriter(said), 10).run();
    assertThat(code).isZero();
    assertThat(said.toString().lines())
        .containsExactlyInAnyOrder("0 of 2 at 127.0.0.1", "[1] 1 of 2 at 127.0.0.1");
  }

  @Test
  void oneThatFailsEndsTheOthersAndIsNamed() {
    ProcessTeam team =
        new ProcessTeam(
            Member.command("fail-1", dir), 2, new PrintWriter(new StringWriter()), 10, 1);
    assertThatThrownBy(team::run)
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("Process 1 of 2 ended with exit code 3");
  }

  @Test
  void whenAllFailAlikeTheirCodeIsTheAnswer() throws IOException {
    assertThat(
            new ProcessTeam(Member.command("fail", dir), 2, new PrintWriter(new StringWriter()), 10)
                .run())
        .isEqualTo(3);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // has no signal that another process could send
  void aSignalToTheLauncherLetsAllUnwind() throws Exception {
    Process launcher =
        new ProcessBuilder(SameProgram.command(Member.class, List.of("launch", dir.toString())))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(launcher.getInputStream()))) {
      // Both are past the start of their hooks when they have spoken.
      lines.readLine();
      lines.readLine();
      launcher.toHandle().destroy();
      assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(lines.lines()).containsExactlyInAnyOrder("unwound", "[1] unwound");
    }
    assertThat(Files.exists(dir.resolve("0-unwound"))).isTrue();
    assertThat(Files.exists(dir.resolve("1-unwound"))).isTrue();
  }
}
