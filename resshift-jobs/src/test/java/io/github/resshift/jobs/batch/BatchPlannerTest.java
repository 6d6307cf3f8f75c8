package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Skip;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.journal.FileState;
import io.github.resshift.jobs.journal.Journal;
import io.github.resshift.jobs.journal.Past;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchPlannerTest {
  private static final RunSettings SETTINGS =
      new RunSettings(new TreeMap<>(Map.of("--steps", "4")));

  @TempDir Path dir;
  private Path in;
  private Path out;

  @BeforeEach
  void folders() throws IOException {
    in = Files.createDirectories(dir.resolve("in"));
    out = dir.resolve("out");
  }

  @Test
  void mirrorsTheTreeWithTheNewSuffix() throws IOException {
    touch(in.resolve("a.b.jpg"));
    touch(in.resolve("sub/c.png"));
    BatchPlan plan = plan(Existing.FAIL, Optional.of(PictureFormat.TIFF), in.toString());
    assertThat(plan.todo())
        .extracting(Todo::target)
        .containsExactly(out.resolve("a.b.tif"), out.resolve("sub/c.tif"));
    assertThat(plan.todo()).extracting(Todo::format).containsOnly(PictureFormat.TIFF);
  }

  @ParameterizedTest
  @EnumSource(
      value = Existing.class,
      names = {"SKIP", "OVERWRITE", "FAIL"})
  void twoPicturesForOneFileAreRefused(Existing existing) throws IOException {
    touch(in.resolve("a.jpg"));
    touch(in.resolve("a.png"));
    assertThatThrownBy(() -> plan(existing, Optional.empty(), in.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("a.jpg", "in/a.png", "out/a.png", "--existing rename");
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void aFileThatCannotBeReadClashesWithNothing(Existing existing) throws IOException {
    touch(in.resolve("a.jpg"));
    Files.writeString(in.resolve("a.heic"), "\0\0\0\u0018ftypheic");
    BatchPlan plan = plan(existing, Optional.empty(), in.toString());
    assertThat(plan.items()).hasSize(2);
    assertThat(plan.items().get(0)).isInstanceOf(Unusable.class);
    assertThat(plan.todo()).extracting(Todo::target).containsExactly(out.resolve("a.png"));
  }

  @Test
  void collisionsOfSkippedPicturesAreRefusedToo() throws IOException {
    touch(in.resolve("a.jpg"));
    touch(in.resolve("a.png"));
    touch(out.resolve("a.png"));
    assertThatThrownBy(() -> plan(Existing.SKIP, Optional.empty(), in.toString()))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void renameFindsFreeNamesForCollisionsAndOldFiles() throws IOException {
    touch(in.resolve("a.jpg"));
    touch(in.resolve("a.png"));
    touch(out.resolve("a.png"));
    touch(out.resolve("a-2.png"));
    BatchPlan plan = plan(Existing.RENAME, Optional.empty(), in.toString());
    assertThat(plan.todo())
        .extracting(Todo::target)
        .containsExactly(out.resolve("a-1.png"), out.resolve("a-3.png"));
  }

  @Test
  void anInputIsNeverWrittenOver() throws IOException {
    String picture = touch(in.resolve("a.png")).toString();
    OutputTarget same = new OutputTarget.Folder(in, PictureFormat.PNG);
    Inputs inputs = InputFinder.find(List.of(picture), in);
    for (Existing existing : List.of(Existing.SKIP, Existing.OVERWRITE, Existing.FAIL)) {
      assertThatThrownBy(
              () ->
                  BatchPlanner.plan(
                      inputs, same, existing, Past.none(), Naming.likeSource(), 0, Extras.NONE))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("over the input");
    }
    assertThat(
            BatchPlanner.plan(
                    inputs, same, Existing.RENAME, Past.none(), Naming.likeSource(), 0, Extras.NONE)
                .todo())
        .extracting(Todo::target)
        .containsExactly(in.resolve("a-1.png"));
  }

  @Test
  void existingResultsAreSkippedOrOverwrittenOrEndTheRun() throws IOException {
    Path source = touch(in.resolve("a.jpg"));
    touch(in.resolve("b.jpg"));
    Path old = touch(out.resolve("a.png"));
    List<Item> skipping = plan(Existing.SKIP, Optional.empty(), in.toString()).items();
    assertThat(skipping).contains(new Skip(source, old)).hasSize(2);
    assertThat(plan(Existing.OVERWRITE, Optional.empty(), in.toString()).todo()).hasSize(2);
    assertThatThrownBy(() -> plan(Existing.FAIL, Optional.empty(), in.toString()))
        .isInstanceOf(ResShiftException.class)
        .isNotInstanceOf(UsageException.class)
        .hasMessageContaining("a.png");
  }

  @Test
  void problemsOfTheInputsAreInThePlan() throws IOException {
    touch(in.resolve("a.jpg"));
    BatchPlan plan = plan(Existing.SKIP, Optional.empty(), in.toString(), "gone.png");
    assertThat(plan.items()).hasSize(2).last().isInstanceOf(Unusable.class);
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void aRunThatWasCutOffIsGoneOnWithWhateverIsToHappenToExistingFiles(Existing existing)
      throws IOException {
    Path finished = touch(in.resolve("a.jpg"));
    Path inFlight = touch(in.resolve("b.jpg"));
    Path left = touch(in.resolve("c.jpg"));
    cutOff(finished, inFlight);
    try (Journal journal = Journal.open(out)) {
      List<Item> items = plan(existing, journal.past(SETTINGS)).items();
      assertThat(items)
          .containsExactly(
              new Skip(finished, out.resolve("a.png")),
              new Todo(inFlight, out.resolve("b.png"), PictureFormat.PNG),
              new Todo(left, out.resolve("c.png"), PictureFormat.PNG));
    }
  }

  @Test
  void withOtherSettingsARunThatWasCutOffIsNotGoneOnWith() throws IOException {
    Path finished = touch(in.resolve("a.jpg"));
    cutOff(finished, touch(in.resolve("b.jpg")));
    Path unknown = touch(in.resolve("c.jpg"));
    touch(out.resolve("c.png"));
    try (Journal journal = Journal.open(out)) {
      Past past = journal.past(new RunSettings(new TreeMap<>(Map.of("--steps", "15"))));
      List<Item> skipping = plan(Existing.SKIP, past).items();
      assertThat(skipping).hasSize(3);
      assertThat(((Skip) skipping.get(0)).outdated().orElseThrow()).contains("--steps 4, now 15");
      assertThat(skipping.get(2)).isEqualTo(new Skip(unknown, out.resolve("c.png")));
      assertThat(plan(Existing.UPDATE, past).todo()).hasSize(3);
      assertThat(plan(Existing.OVERWRITE, past).todo()).hasSize(3);
    }
  }

  @Test
  void updateMakesOnlyAgainWhatHasChanged() throws IOException {
    Path finished = touch(in.resolve("a.jpg"));
    cutOff(finished, touch(in.resolve("b.jpg")));
    try (Journal journal = Journal.open(out)) {
      journal.begin(SETTINGS);
      journal.end();
      Past past = journal.past(SETTINGS);
      assertThat(plan(Existing.UPDATE, past).items().get(0))
          .isEqualTo(new Skip(finished, out.resolve("a.png")));
      Files.writeString(finished, "changed");
      assertThat(plan(Existing.UPDATE, past).todo()).hasSize(2);
    }
  }

  /** A run that had finished one picture and was killed when it had moved the other into place. */
  private void cutOff(Path finished, Path inFlight) throws IOException {
    try (Journal journal = Journal.open(out)) {
      journal.begin(SETTINGS);
      FileState from = FileState.of(finished);
      journal.start(out.resolve("a.png"), finished);
      touch(out.resolve("a.png"));
      journal.done(out.resolve("a.png"), finished, from, SETTINGS);
      journal.start(out.resolve("b.png"), inFlight);
      touch(out.resolve("b.png"));
    }
  }

  private BatchPlan plan(Existing existing, Past past) {
    OutputTarget target = new OutputTarget.Folder(out, PictureFormat.PNG);
    return BatchPlanner.plan(
        InputFinder.find(List.of(in.toString()), out),
        target,
        existing,
        past,
        Naming.likeSource(),
        0,
        Extras.NONE);
  }

  private BatchPlan plan(Existing existing, Optional<PictureFormat> format, String... inputs) {
    OutputTarget target = OutputTarget.of(out, List.of(inputs), format);
    return BatchPlanner.plan(
        InputFinder.find(List.of(inputs), out),
        target,
        existing,
        Past.none(),
        Naming.likeSource(),
        0,
        Extras.NONE);
  }

  @Test
  void foldersOfSamplesAreNotForOtherResultsOrInputs() throws IOException {
    Path a = touch(in.resolve("a.jpg"));
    Path other = touch(in.resolve("a-samples/1.jpg"));
    Extras samples = new Extras(true, 2);
    assertThat(plan(Existing.SKIP, new Extras(true, 1)).todo()).hasSize(2);
    assertThatThrownBy(() -> plan(Existing.SKIP, samples))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(a.toString(), "a-samples", "1.png", "--existing rename");
    assertThat(plan(Existing.RENAME, samples).todo())
        .extracting(Todo::source, Todo::target)
        .as("in any order of the inputs")
        .anySatisfy(work -> assertThat(work.toList()).containsExactly(a, out.resolve("a-1.png")))
        .anySatisfy(
            work ->
                assertThat(work.toList()).containsExactly(other, out.resolve("a-samples/1.png")));
    Path first = touch(in.resolveSibling("first").resolve("a.jpg"));
    assertThatThrownBy(
            () ->
                BatchPlanner.plan(
                    InputFinder.find(List.of(first.getParent().toString(), in.toString()), out),
                    new OutputTarget.Folder(out, PictureFormat.PNG),
                    Existing.RENAME,
                    Past.none(),
                    Naming.likeSource(),
                    0,
                    samples))
        .as("no number helps in a folder of samples")
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("a-samples", "choose another --output");
    assertThatThrownBy(
            () ->
                BatchPlanner.plan(
                    InputFinder.find(List.of(other.toString()), out),
                    new OutputTarget.File(in.resolve("a.png"), PictureFormat.PNG),
                    Existing.OVERWRITE,
                    Past.none(),
                    Naming.likeSource(),
                    0,
                    samples))
        .as("samples over the input")
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a-samples");
  }

  @Test
  void foldersOfFramesAreNotForOtherResults() throws IOException {
    Path moving = Path.of("../resshift-image/src/test/resources/pictures/two-pages.tif");
    Files.copy(moving, touch(in.resolve("a.tif")), StandardCopyOption.REPLACE_EXISTING);
    touch(in.resolve("a-pages/0001.jpg"));
    touch(in.resolve("b.tif")); // no pages, no folder
    touch(in.resolve("b-pages/0001.jpg"));
    assertThat(plan(Existing.SKIP, new Extras(false, 1)).todo()).hasSize(4);
    assertThatThrownBy(() -> plan(Existing.SKIP, new Extras(true, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("a.tif", "a-pages", "0001.png")
        .message()
        .doesNotContain("b-pages");
    assertThat(plan(Existing.RENAME, new Extras(true, 1)).todo())
        .extracting(Todo::target)
        .contains(out.resolve("a-1.png"), out.resolve("b.png"), out.resolve("b-pages/0001.png"));
  }

  @Test
  void aFolderThatIsThereCountsAsTheResult() throws IOException {
    touch(in.resolve("a.jpg"));
    touch(out.resolve("a-samples/1.png"));
    Extras samples = new Extras(true, 2);
    assertThat(plan(Existing.RENAME, samples).todo())
        .extracting(Todo::target)
        .containsExactly(out.resolve("a-1.png"));
    assertThatThrownBy(() -> plan(Existing.FAIL, samples)).isInstanceOf(ResShiftException.class);
    assertThat(plan(Existing.FAIL, Extras.NONE).todo()).hasSize(1);
  }

  private BatchPlan plan(Existing existing, Extras extras) {
    return BatchPlanner.plan(
        InputFinder.find(List.of(in.toString()), out),
        new OutputTarget.Folder(out, PictureFormat.PNG),
        existing,
        Past.none(),
        Naming.likeSource(),
        0,
        extras);
  }

  /** A picture of one pixel. */
  private static Path touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(
        file,
        Base64.getDecoder()
            .decode(
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YA"
                    + "AAAASUVORK5CYII="));
  }
}
