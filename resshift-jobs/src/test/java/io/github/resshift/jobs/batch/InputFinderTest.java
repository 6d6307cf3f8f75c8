package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.jobs.batch.Inputs.Problem;
import io.github.resshift.jobs.batch.Inputs.Source;
import io.github.resshift.jobs.journal.FileState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InputFinderTest {
  @TempDir Path dir;
  private Path in;
  private Path out;

  @BeforeEach
  void makeTree() throws IOException {
    in = dir.resolve("in");
    out = dir.resolve("out");
    for (String name :
        List.of("b.jpg", "a.PNG", "notes.txt", ".hidden.png", "sub/c.tif", "sub/deep/d.webp")) {
      touch(in.resolve(name));
    }
    touch(in.resolve(".cache/e.png"));
  }

  @Test
  void aFolderGivesItsPicturesSortedWithTheirPlaces() {
    Inputs found = find(in.toString());
    assertThat(found.problems()).isEmpty();
    assertThat(places(found)).containsExactly("a.PNG", "b.jpg", "sub/c.tif", "sub/deep/d.webp");
    assertThat(found.pictures()).noneMatch(Source::named);
  }

  @Test
  void aNamedFileIsTakenWhateverItsSuffix() {
    Inputs found = find(in.resolve("notes.txt").toString());
    assertThat(found.pictures())
        .containsExactly(new Source(in.resolve("notes.txt"), Path.of("notes.txt"), true));
  }

  @Test
  void aPatternSearchesBelowItsFixedPart() {
    assertThat(places(find(in + "/**/*.{tif,jpg}"))).containsExactly("b.jpg", "sub/c.tif");
    assertThat(places(find(in + "/su?/*"))).containsExactly("sub/c.tif");
  }

  @Test
  void aFileWhoseNameLooksLikeAPatternIsAFile() throws IOException {
    Path odd = touch(in.resolve("x[1].png"));
    assertThat(find(odd.toString()).pictures()).extracting(Source::file).containsExactly(odd);
  }

  @Test
  void theSameFileTwiceIsOnePicture() {
    String file = in.resolve("b.jpg").toString();
    assertThat(find(file, in + "/./b.jpg", in.toString()).pictures()).hasSize(4);
  }

  @Test
  void theOutputFolderInsideTheInputIsNotSearched() throws IOException {
    Path inside = in.resolve("results");
    touch(inside.resolve("old.png"));
    Inputs found = InputFinder.find(List.of(in.toString()), inside);
    assertThat(places(found)).hasSize(4).doesNotContain("results/old.png");
  }

  @Test
  void whatIsMissingIsAProblemOfItsOwn() throws IOException {
    Files.createDirectories(dir.resolve("empty"));
    Inputs found = find("nowhere.png", dir + "/empty", in + "/*.bmp", in + "/[x.png");
    assertThat(found.pictures()).isEmpty();
    assertThat(found.problems()).extracting(Problem::input).hasSize(4).contains("nowhere.png");
    assertThat(found.problems())
        .extracting(Problem::reason)
        .allMatch(reason -> reason.endsWith("."));
  }

  @Test
  @Timeout(20)
  @DisabledOnOs(OS.WINDOWS) // links need a privilege there
  void linksAreFollowedAndLoopsEnd() throws IOException {
    Files.createSymbolicLink(in.resolve("sub/loop"), in);
    Files.createSymbolicLink(in.resolve("other"), touch(dir.resolve("far/f.png")).getParent());
    Files.createSymbolicLink(in.resolve("broken.png"), dir.resolve("gone.png"));
    Inputs found = find(in.toString());
    assertThat(places(found)).contains("other/f.png", "broken.png").hasSize(6);
    assertThat(found.problems()).isEmpty();
  }

  @Test
  @Timeout(20)
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void pipesAndDevicesAreNeverOpened() throws Exception {
    Path pipe = in.resolve("pipe.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Inputs found = find(in.toString(), pipe.toString(), "/dev/zero");
    assertThat(found.pictures()).hasSize(4);
    assertThat(found.problems())
        .hasSize(3)
        .extracting(Problem::reason)
        .containsOnly("This is a pipe or a device, not a file.");
    assertThatThrownBy(() -> FileState.sha256(pipe)).isInstanceOf(IOException.class);
  }

  private Inputs find(String... inputs) {
    return InputFinder.find(List.of(inputs), out);
  }

  private static List<String> places(Inputs inputs) {
    return inputs.pictures().stream()
        .map(source -> source.place().toString().replace('\\', '/'))
        .toList();
  }

  private static Path touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }
}
