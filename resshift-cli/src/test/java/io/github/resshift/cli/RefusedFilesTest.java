package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.jobs.journal.Journal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Files that the system refuses to read or to write. Nothing is forbidden to the superuser, for
 * whom the tests of permissions are skipped. A full disk needs a file system of one to some
 * megabytes ({@code -Dresshift.smalldisk=DIR}, such as a tmpfs of that size); it is skipped where
 * there is none.
 */
class RefusedFilesTest {
  private static final Path PICTURES = Path.of("../resshift-image/src/test/resources/pictures");

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
    for (String name : List.of("gray.jpg", "two-pages.tif", "moving.gif")) {
      Files.copy(PICTURES.resolve(name), in.resolve(name));
    }
  }

  /** What a test has forbidden would keep its folder from being deleted. */
  @AfterEach
  void allow() throws IOException {
    for (Path path : List.of(in.resolve("gray.jpg"), out)) {
      if (Files.exists(path)) {
        permit(path, "rwxr-xr-x");
      }
    }
  }

  @Test
  void aPictureThatMayNotBeReadFailsAloneAndIsNamed() throws IOException {
    Path secret = in.resolve("gray.jpg");
    permit(secret, "---------");
    assumeFalse(Files.isReadable(secret), "the superuser may read everything");
    assertThat(upscale()).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(err.toString()).contains("1 of 3 failed", "No permission", secret.toString());
    assertThat(names(out))
        .containsExactly(Journal.NAME, "moving.png", "two-pages-pages", "two-pages.png");
  }

  @Test
  void whatIsThereOfADamagedFileIsTakenWhenItIsAskedFor() throws IOException {
    byte[] whole = Files.readAllBytes(in.resolve("gray.jpg"));
    Path cut = Files.write(dir.resolve("cut.jpg"), Arrays.copyOf(whole, whole.length * 8 / 10));
    String target = dir.resolve("x.png").toString();
    assertThat(run("upscale", cut.toString(), "-o", target, "-m", model))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("ends too early", "--damaged take");
    assertThat(Files.exists(Path.of(target))).isFalse();
    assertThat(run("upscale", cut.toString(), "-o", target, "-m", model, "--damaged", "take"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("cut.jpg", "rows are there");
  }

  @Test
  void aFolderThatMayNotBeWrittenEndsTheRunAtOnce() throws IOException {
    Files.createDirectories(out);
    permit(out, "r-xr-xr-x");
    assumeFalse(Files.isWritable(out), "the superuser may write everything");
    assertThat(upscale()).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains("The output folder '" + out + "' cannot be written (no permission)", "--output");
    assertThat(names(out)).isEmpty();
  }

  @Test
  void aFileInAFolderThatMayNotBeWrittenFails() throws IOException {
    Files.createDirectories(out);
    permit(out, "r-xr-xr-x");
    assumeFalse(Files.isWritable(out), "the superuser may write everything");
    for (String name : List.of("gray.jpg", "moving.gif", "two-pages.tif")) {
      String target = out.resolve("x.png").toString();
      assertThat(run("upscale", in.resolve(name).toString(), "-o", target, "-m", model))
          .as(name)
          .isEqualTo(ExitCode.FAILED);
      assertThat(err.toString())
          .contains(out.resolve("x").toString(), "cannot be written: no permission.");
    }
    assertThat(names(out)).isEmpty();
  }

  @Test
  void aFullDiskStopsTheRunWhichGoesOnWhenThereIsRoom() throws IOException {
    String small = System.getProperty("resshift.smalldisk", "");
    assumeTrue(!small.isBlank(), "no small file system is given (-Dresshift.smalldisk=DIR)");
    Path disk = Files.createTempDirectory(Path.of(small), "full");
    try {
      out = disk.resolve("out");
      Path filler = disk.resolve("filler");
      long free = Files.getFileStore(disk).getUsableSpace();
      assertThat(free).isBetween(200_000L, 20_000_000L);
      fill(filler, free - 40_000);
      assertThat(upscale("--jobs", "0")).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString()).contains("may need", "stopped: The disk of", "is full", "Left:");
      assertThat(names(out)).noneMatch(name -> name.endsWith(".part"));
      int done = names(out).size();
      Files.delete(filler);
      assertThat(upscale("--jobs", "0")).as(err.toString()).isEqualTo(ExitCode.DONE);
      assertThat(names(out))
          .hasSizeGreaterThan(done)
          .containsExactly(
              Journal.NAME, "gray.png", "moving.png", "two-pages-pages", "two-pages.png");
    } finally {
      try (Stream<Path> all = Files.walk(disk)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void fill(Path file, long bytes) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      byte[] block = new byte[4096];
      for (long written = 0; written < bytes; written += block.length) {
        stream.write(block);
      }
    }
  }

  private static void permit(Path path, String permissions) throws IOException {
    assumeTrue(
        path.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "the file system has no such permissions");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private int upscale(String... options) {
    Stream<String> fixed = Stream.of("upscale", in.toString(), "-o", out.toString(), "-m", model);
    return run(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
  }

  private int run(String... args) {
    err.getBuffer().setLength(0);
    CommandLine program = Main.commandLine(new RestoringMakers());
    program.setErr(new PrintWriter(err, true));
    return program.execute(args);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
