package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Several runs that share the work on one folder. */
class ShardedRunTest {
  private static final int PICTURES = 30;

  @TempDir Path dir;
  private final StringWriter err = new StringWriter();
  private Path in;
  private Path out;

  @BeforeEach
  void pictures() throws IOException {
    in = Files.createDirectories(dir.resolve("in/sub")).getParent();
    out = dir.resolve("out");
    for (int n = 0; n < PICTURES; n++) {
      Files.writeString(in.resolve((n % 3 == 0 ? "sub/" : "") + "p" + n + ".jpg"), "x" + n);
    }
  }

  @Test
  void partsDoEverythingOnceInAnyOrder() throws IOException {
    List<String> done = new ArrayList<>();
    for (int part : new int[] {2, 0, 1}) {
      FakeMakers works = new FakeMakers();
      assertThat(run(works, "--shard", part + "/3")).as(err.toString()).isEqualTo(ExitCode.DONE);
      done.addAll(works.maker.processed);
    }
    assertThat(done).hasSize(PICTURES).doesNotHaveDuplicates();
    assertThat(files(out, ".png")).hasSize(PICTURES);
    assertThat(files(out, ".jsonl")).hasSize(3);
    FakeMakers again = new FakeMakers();
    assertThat(run(again, "--shard", "1/3", "--existing", "update")).isEqualTo(ExitCode.DONE);
    assertThat(again.maker == null ? List.of() : again.maker.processed).isEmpty();
  }

  @Test
  void aPartStaysTheSameWhenPicturesAreAdded() throws IOException {
    FakeMakers before = new FakeMakers();
    run(before, "--shard", "0/3");
    for (int n = 0; n < PICTURES; n++) {
      Files.writeString(in.resolve("a" + n + ".jpg"), "x");
    }
    FakeMakers after = new FakeMakers();
    assertThat(run(after, "--shard", "0/3", "--existing", "overwrite")).isEqualTo(ExitCode.DONE);
    assertThat(after.maker.processed).containsAll(before.maker.processed);
  }

  @Test
  void twoNamesThatClashAreFoundInEveryPart() throws IOException {
    // The content of neither is read where names differ: both must be pictures here.
    byte[] gif = Base64.getDecoder().decode("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=");
    Files.write(in.resolve("same.gif"), gif);
    Files.write(in.resolve("same.png"), gif);
    for (int part : IntStream.range(0, 3).toArray()) {
      assertThat(run(new FakeMakers(), "--shard", part + "/3")).isEqualTo(ExitCode.USAGE);
    }
    assertThat(err.toString()).contains("would both be written to");
    assertThat(out).doesNotExist();
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThat(run(new FakeMakers(), "--shard", "3/3")).isEqualTo(ExitCode.USAGE);
    assertThat(run(new FakeMakers(), "--shard", "0/3", "--existing", "rename"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("--shard must be I/N with I from 0 to N-1", "does not go with --existing rename");
    out = dir.resolve("one.png");
    in = in.resolve("p1.jpg");
    assertThat(run(new FakeMakers(), "--shard", "0/3")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--shard is for results in a folder");
  }

  private int run(FakeMakers works, String... options) {
    CommandLine line = Main.commandLine(works);
    line.setErr(new PrintWriter(err, true));
    line.setOut(new PrintWriter(new StringWriter()));
    Stream<String> fixed = Stream.of("upscale", in.toString(), "-o", out.toString(), "-q");
    return line.execute(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }
}
