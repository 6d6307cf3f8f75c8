package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the exception of a picture: a process of its own has the log as users see it. */
class FailureTraceTest {
  private static final String CALL = "at io.github.resshift.cli.FolderProgram";

  @TempDir Path dir;

  @Test
  @Timeout(120)
  void theStackIsInTheLogWhenDetailsAreAskedFor() throws Exception {
    Files.writeString(dir.resolve("a.jpg"), "fails");
    Files.writeString(dir.resolve("b.jpg"), "fine");
    assertThat(run("out")).contains("cannot be made").doesNotContain(CALL);
    assertThat(run("verbose", "--verbose"))
        .contains("a.jpg failed")
        .contains("java.lang.IllegalStateException: cannot be made")
        .contains(CALL);
  }

  private String run(String out, String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FolderProgram.class.getName(),
                "upscale",
                dir.resolve("a.jpg").toString(),
                dir.resolve("b.jpg").toString(),
                "-o",
                dir.resolve(out).toString()));
    command.addAll(List.of(options));
    Path err = dir.resolve(out + ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isEqualTo(ExitCode.PARTLY_FAILED);
    return Files.readString(err, StandardCharsets.UTF_8);
  }
}
