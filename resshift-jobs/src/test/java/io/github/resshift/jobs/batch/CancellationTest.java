package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancellationTest {
  private static final int SIGTERM_EXIT = 143;

  @TempDir Path dir;

  @Test
  void nothingIsWrittenAfterTheRequest() {
    Cancellation cancellation = new Cancellation();
    cancellation.request();
    assertThatThrownBy(() -> cancellation.write(() -> dir.resolve("x").toFile().createNewFile()))
        .isInstanceOf(CancellationException.class);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aFailedWriteLeavesTheNextOneFree() throws IOException {
    Cancellation cancellation = new Cancellation();
    assertThatThrownBy(
            () ->
                cancellation.write(
                    () -> {
                      throw new IOException("full");
                    }))
        .hasMessage("full");
    cancellation.write(() -> dir.resolve("x").toFile().createNewFile());
    assertThat(dir.resolve("x")).exists();
  }

  @ParameterizedTest
  @CsvSource({"compute, ''", "deaf, ''", "write, a.png"})
  @Timeout(60)
  // Ctrl-C takes the same way, but a shell's background jobs, as builds may be, ignore its signal.
  @DisabledOnOs(OS.WINDOWS) // has no signal that another process could send
  void aSignalLeavesOnlyWholeFiles(String program, String left) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                SlowProgram.class.getName(),
                dir.toString(),
                program)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("ready");
      new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor();
      assertThat(out.readLine()).isEqualTo("cancelled");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(SIGTERM_EXIT);
      if (left.isEmpty()) {
        assertThat(dir).isEmptyDirectory();
      } else {
        assertThat(dir).isDirectoryNotContaining("glob:**.part");
        assertThat(dir.resolve(left)).hasContent("whole");
        assertThat(dir.resolve("b.png")).doesNotExist();
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
