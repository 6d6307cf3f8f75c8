package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.RestoringMakers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Names and kinds of files that somebody chose in order to do harm. */
@DisabledOnOs(OS.WINDOWS) // which does not allow such names
class HostileNamesTest {
  private static final Path PICTURE =
      Path.of("../resshift-image/src/test/resources/pictures/gray.jpg");

  @TempDir Path dir;
  private final StringWriter err = new StringWriter();
  private String model;
  private Path in;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    in = Files.createDirectories(dir.resolve("in"));
    out = dir.resolve("out");
  }

  @Test
  void signalsToTheTerminalInANameAreNotPassedOn() throws IOException {
    String evil = "a\nresshift: all is well\u001B[2J\u0007\u009B31m\u202Egnp.png";
    Files.copy(PICTURE, in.resolve(evil));
    Files.writeString(in.resolve("b" + evil), "no picture");
    assertThat(upscale()).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(out.resolve(evil)).exists();
    assertThat(err.toString())
        .doesNotContain("\u001B", "\u0007", "\u009B", "\u202E")
        .contains("1 done, 1 failed")
        .doesNotContain("\nresshift: all is well");
  }

  @Test
  void theLongestNameThatASystemAllowsIsUsed() throws IOException {
    String plain = "n".repeat(251) + ".png";
    String wide = "\u00FC".repeat(125) + ".png"; // two bytes each
    Files.copy(PICTURE, in.resolve(plain));
    Files.copy(PICTURE, in.resolve(wide));
    assertThat(upscale()).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.resolve(plain)).exists();
    assertThat(out.resolve(wide)).exists();
  }

  @Test
  void aNameThatIsTooLongForTheSystemFailsAlone() throws IOException {
    Files.copy(PICTURE, in.resolve("n".repeat(251) + ".png"));
    Files.copy(PICTURE, in.resolve("a.png"));
    assertThat(upscale("--name-pattern", "{stem}_large.{ext}")).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(err.toString()).contains("1 done, 1 failed", "File name too long");
    assertThat(out.resolve("a_large.png")).exists();
  }

  @Test
  @Timeout(60)
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void pipesAndDevicesFailAlone() throws Exception {
    Path pipe = in.resolve("pipe.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.createSymbolicLink(in.resolve("zero.png"), Path.of("/dev/zero"));
    Files.copy(PICTURE, in.resolve("a.png"));
    Files.createDirectory(in.resolve("folder.png"));
    assertThat(upscale()).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(err.toString())
        .contains("1 done, 2 failed", pipe + ": This is a pipe or a device", "zero.png: This is a");
    assertThat(out.resolve("a.png")).exists();
  }

  @Test
  void anOutputFolderThatIsALinkToTheInputIsRefused() throws IOException {
    Path picture = in.resolve("a.png");
    Files.copy(PICTURE, picture);
    Files.createSymbolicLink(out, in);
    assertThat(upscale("--existing", "overwrite")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("would be written over the input");
    assertThat(picture).hasSameBinaryContentAs(PICTURE);
  }

  @Test
  void anInputThatIsALinkIntoTheOutputFolderIsNotWrittenOver() throws IOException {
    Path picture = Files.createDirectories(out).resolve("a.png");
    Files.copy(PICTURE, picture);
    Files.createSymbolicLink(in.resolve("a.png"), picture);
    assertThat(upscale("--existing", "overwrite")).isEqualTo(ExitCode.USAGE);
    assertThat(picture).hasSameBinaryContentAs(PICTURE);
  }

  @Test
  void aLinkToTheOutputFolderInsideTheInputIsNotSearched() throws IOException {
    Files.copy(PICTURE, in.resolve("a.png"));
    Files.createDirectories(out);
    Files.createSymbolicLink(in.resolve("results"), out);
    assertThat(upscale()).isEqualTo(ExitCode.DONE);
    assertThat(upscale()).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("1 done").doesNotContain("2 to do");
    assertThat(out.resolve("results")).doesNotExist();
  }

  private int upscale(String... more) {
    String[] all = new String[6 + more.length];
    System.arraycopy(
        new String[] {"upscale", in.toString(), "-o", out.toString(), "-m", model}, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    CommandLine line = Main.commandLine(new RestoringMakers());
    line.setErr(new PrintWriter(err, true));
    line.setOut(new PrintWriter(new StringWriter(), true));
    return line.execute(all);
  }
}
