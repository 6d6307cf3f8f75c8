package io.github.resshift.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.ResShiftException;
import io.github.resshift.restore.Restorer;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

/** A program that forgot the natives is told which artefact to add. */
class MissingNativesTest {
  /** What the other process runs. */
  static final class Program {
    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        try (Restorer restorer = Restorer.builder().model("bundled").build()) {
          System.out.println("no failure");
        } catch (ResShiftException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void oneSentenceNamesTheArtefactAtEveryTry() throws Exception {
    String platform = Loader.getPlatform();
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("-" + platform))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Program.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said.lines())
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "The engine for %1$s is not on the class path: add the artefact"
                            + " io.github.resshift:resshift-natives-%1$s (of type pom).",
                        platform));
  }
}
