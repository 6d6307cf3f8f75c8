package io.github.resshift.jobs.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureShape;
import io.github.resshift.image.PictureStream;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.jobs.journal.Past.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final RunSettings SETTINGS = settings("4");

  @TempDir Path dir;
  private Path out;
  private Path file;
  private Path source;
  private Path target;

  @BeforeEach
  void names() throws IOException {
    out = dir.resolve("out");
    file = out.resolve(Journal.NAME);
    source = Files.writeString(dir.resolve("ä b.jpg"), "picture");
    target = out.resolve("sub/ä b.png");
  }

  @Test
  void aFinishedResultIsKnownToTheNextRun() throws IOException {
    finish(SETTINGS, true);
    try (Journal journal = Journal.open(out)) {
      assertThat(journal.past(SETTINGS).standing(target, source))
          .isInstanceOf(Standing.Current.class);
      assertThat(journal.past(SETTINGS).finished(source)).as("its run has ended").isEmpty();
      assertThat(journal.past(SETTINGS).standing(out.resolve("other.png"), source))
          .isInstanceOf(Standing.Unknown.class);
    }
  }

  @Test
  void whatHasChangedIsSaid() throws IOException {
    finish(SETTINGS, true);
    try (Journal journal = Journal.open(out)) {
      assertThat(outdated(journal, settings("15"))).contains("other settings", "--steps 4, now 15");
      Files.setLastModifiedTime(source, FileTime.fromMillis(1));
      assertThat(journal.past(SETTINGS).standing(target, source))
          .as("the same content with another time")
          .isInstanceOf(Standing.Current.class);
      Files.writeString(source, "another");
      assertThat(outdated(journal, SETTINGS)).contains("source has changed");
      Files.writeString(target, "edited");
      assertThat(outdated(journal, SETTINGS)).contains("not as it was written");
    }
  }

  @Test
  void aRunThatWasCutOffIsGoneOnWith() throws IOException {
    finish(SETTINGS, false);
    try (Journal journal = Journal.open(out)) {
      assertThat(journal.past(SETTINGS).finished(source)).contains(target);
      assertThat(journal.past(settings("15")).finished(source)).isEmpty();
      Files.delete(target);
      assertThat(journal.past(SETTINGS).finished(source)).isEmpty();
    }
  }

  @Test
  void whatWasBeingWrittenIsKnownAndItsLeftoversGo() throws IOException {
    Path left = target.resolveSibling(".ä b.png.7d0c.part");
    Path folder = target.resolveSibling(".ä b.png.7d0d.part");
    Path sample =
        target.resolveSibling("ä b-samples/frame-0001/.2.png." + UUID.randomUUID() + ".part");
    Path foreign = target.resolveSibling(".c.png.7d0c.part");
    try (Journal journal = Journal.open(out)) {
      journal.begin(SETTINGS);
      journal.start(target, source);
      Files.createDirectories(target.getParent());
      Files.writeString(target, "result");
      Files.writeString(left, "half");
      Files.writeString(foreign, "half");
      Files.writeString(Files.createDirectory(folder).resolve("0001.png"), "half");
      Files.createDirectories(sample.getParent());
      Files.writeString(sample, "half");
      Files.writeString(sample.resolveSibling("1.png"), "whole");
    }
    try (Journal journal = Journal.open(out)) {
      assertThat(journal.past(SETTINGS).inFlight(source)).contains(target);
      assertThat(journal.deleteLeftovers()).isEqualTo(3);
      assertThat(left).doesNotExist();
      assertThat(folder).as("of frames or pages").doesNotExist();
      assertThat(sample).doesNotExist();
      assertThat(sample.resolveSibling("1.png")).exists();
      assertThat(foreign).exists();
    }
  }

  @Test
  void whatIsLeftOfALongNameGoes() throws IOException {
    target = target.resolveSibling("\u00FC".repeat(120) + ".png");
    PictureShape shape = new PictureShape(8, 8, 8, false, false);
    Files.createDirectories(target.getParent());
    try (Journal journal = Journal.open(out)) {
      journal.begin(SETTINGS);
      journal.start(target, source);
      PictureStream.open(shape, Metadata.NONE, target, PictureFormat.PNG, 90); // never finished
    }
    try (Journal journal = Journal.open(out)) {
      assertThat(journal.past(SETTINGS).inFlight(source)).contains(target);
      assertThat(journal.deleteLeftovers()).isEqualTo(1);
    }
  }

  @Test
  void aJournalThatIsNoFileIsRefused() throws IOException {
    Files.createDirectories(out.resolve(Journal.NAME));
    assertThatThrownBy(() -> Journal.open(out))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is not a file; move it away");
    assertThatThrownBy(() -> Journal.look(out)).isInstanceOf(JournalException.class);
  }

  @Test
  void aTornLastLineIsCutOff() throws IOException {
    finish(SETTINGS, false);
    byte[] whole = Files.readAllBytes(file);
    // Cut at every length: what is read is what the whole lines say, and the next lines are whole.
    for (int length = 0; length <= whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (Journal journal = Journal.open(out)) {
        assertThat(journal.warnings()).isEmpty();
        journal.begin(SETTINGS);
        journal.end();
      }
      assertThat(Files.readAllLines(file)).allMatch(line -> line.matches("\\{.*}"));
    }
  }

  @Test
  void damagedLinesAreIgnoredAndSaid() throws IOException {
    finish(SETTINGS, false);
    Files.writeString(file, "\0\0\u00ff{{\nnull\n[]\n{\"event\":1}\n", StandardOpenOption.APPEND);
    try (Journal journal = Journal.open(out)) {
      assertThat(journal.warnings()).singleElement().asString().contains("4 damaged lines");
      assertThat(journal.past(SETTINGS).finished(source)).contains(target);
    }
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    finish(SETTINGS, true);
    Files.writeString(file, Files.readString(file).replace("journal/1", "journal/9"));
    assertThatThrownBy(() -> Journal.open(out))
        .isInstanceOf(JournalException.class)
        .hasMessageContainingAll("resshift-journal/9", "--output");
  }

  @Test
  void twoRunsCannotHaveOneFolder() throws IOException {
    try (Journal first = Journal.open(out);
        Journal second = Journal.open(out)) {
      first.begin(SETTINGS);
      assertThatThrownBy(() -> second.begin(SETTINGS))
          .as("both began with no folder")
          .hasMessageContainingAll("Another run", "" + ProcessHandle.current().pid());
      assertThatThrownBy(() -> Journal.open(out)).hasMessageContaining("Another run");
      assertThat(Journal.look(out).past(SETTINGS).finished(source)).isEmpty();
    }
    Journal.open(out).close();
  }

  @Test
  void pathsOutsideTheFolderAreNotBelieved() throws IOException {
    finish(SETTINGS, false);
    Path outside = Files.writeString(dir.resolve("ä b.png"), "result");
    Files.setLastModifiedTime(outside, Files.getLastModifiedTime(target));
    Files.writeString(file, Files.readString(file).replace("sub/", "../"));
    try (Journal journal = Journal.open(out)) {
      assertThat(journal.past(SETTINGS).finished(source)).isEmpty();
    }
  }

  private void finish(RunSettings settings, boolean end) throws IOException {
    try (Journal journal = Journal.open(out)) {
      journal.begin(settings);
      FileState from = FileState.of(source);
      journal.start(target, source);
      Files.createDirectories(target.getParent());
      Files.writeString(target, "result");
      journal.done(target, source, from, settings);
      if (end) {
        journal.end();
      }
    }
  }

  private String outdated(Journal journal, RunSettings settings) {
    return ((Standing.Outdated) journal.past(settings).standing(target, source)).reason();
  }

  private static RunSettings settings(String steps) {
    return new RunSettings(new TreeMap<>(Map.of("--steps", steps, "--seed", "1")));
  }
}
