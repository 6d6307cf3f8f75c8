package io.github.resshift.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.jobs.journal.RunSettings;
import io.github.resshift.restore.TargetSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobSettingsTest {
  private static final ModelFacts MODEL = new ModelFacts("m", 4, "identity");

  /** A value of each option that is not its default. */
  private static final Map<JobOption, String> OTHER =
      Map.ofEntries(
          Map.entry(JobOption.MASK, "alpha"),
          Map.entry(JobOption.HOLE, "1,2,3,4"),
          Map.entry(JobOption.FACE_BOX, "1,2,3,4"),
          Map.entry(JobOption.FACES, "find"),
          Map.entry(JobOption.FACES_OVER, "none"),
          Map.entry(JobOption.FACE_MODEL, "other"),
          Map.entry(JobOption.MIN_FACE, "25"),
          Map.entry(JobOption.FACE_CONFIDENCE, "0.5"),
          Map.entry(JobOption.DILATE, "1"),
          Map.entry(JobOption.FEATHER, "1"),
          Map.entry(JobOption.QUALITY, "94"),
          Map.entry(JobOption.METADATA, "keep"),
          Map.entry(JobOption.NO_PROVENANCE, "true"),
          Map.entry(JobOption.DAMAGED, "take"),
          Map.entry(JobOption.FRAMES, "first"),
          Map.entry(JobOption.SCALE, "2.5"),
          Map.entry(JobOption.WIDTH, "100"),
          Map.entry(JobOption.HEIGHT, "100"),
          Map.entry(JobOption.MAX_SIDE, "100"),
          Map.entry(JobOption.COLOR_FIX, "wavelet"),
          Map.entry(JobOption.CONSISTENCY, "true"),
          Map.entry(JobOption.SAMPLES, "2"),
          Map.entry(JobOption.SEED, "1"),
          Map.entry(JobOption.STEPS, "3"),
          Map.entry(JobOption.REALISM, "0.25"),
          Map.entry(JobOption.ENSEMBLE, "8"),
          Map.entry(JobOption.TILE, "64"),
          Map.entry(JobOption.MEMORY, "4g"),
          Map.entry(JobOption.OVERLAP, "8"),
          Map.entry(JobOption.TILING, "published"),
          Map.entry(JobOption.DEVICE, "cpu"),
          Map.entry(JobOption.PRECISION, "fp32"),
          Map.entry(JobOption.THREADS, "1"),
          Map.entry(JobOption.BATCH, "2"));

  @ParameterizedTest
  @EnumSource(Task.class)
  void everyOptionThatResultsDependOnIsInTheDigest(Task task) {
    RunSettings plain = identity(task, base(task));
    for (JobOption option : JobOption.of(task)) {
      // The model counts by what it is; a limit only refuses.
      if (option != JobOption.MODEL && option != JobOption.MAX_PIXELS) {
        Map<String, String> values = base(task);
        values.put(option.key(), OTHER.get(option));
        if (option == JobOption.SAMPLES || option == JobOption.FACE_BOX) {
          values.remove("faces"); // they do not go together
        }
        if (option != JobOption.HOLE || task != Task.INPAINT) {
          assertThat(identity(task, values).digest()).as(option.key()).isNotEqualTo(plain.digest());
        }
      }
    }
  }

  private static Map<String, String> base(Task task) {
    Map<String, String> values = new LinkedHashMap<>();
    if (task == Task.INPAINT) {
      values.put("box", "1,2,3,4");
    }
    if (task == Task.SUPER_RESOLUTION) {
      values.put("faces", "find");
    }
    return values;
  }

  @Test
  void anotherHoleIsAnotherDigest() {
    assertThat(identity(Task.INPAINT, Map.of("box", "1,2,3,4")).digest())
        .isNotEqualTo(identity(Task.INPAINT, Map.of("box", "1,2,3,5")).digest());
  }

  @Test
  void aMaskCountsByItsContent(@TempDir Path dir) throws IOException {
    Path mask = Files.writeString(dir.resolve("mask.png"), "a");
    String before = identity(Task.INPAINT, Map.of("mask", mask.toString())).digest();
    Path same = Files.writeString(dir.resolve("other.png"), "a");
    assertThat(identity(Task.INPAINT, Map.of("mask", same.toString())).digest()).isEqualTo(before);
    Files.writeString(mask, "b");
    assertThat(identity(Task.INPAINT, Map.of("mask", mask.toString())).digest())
        .isNotEqualTo(before);
  }

  @Test
  void qualityCountsWhereItIsUsed() {
    Task task = Task.SUPER_RESOLUTION;
    Map<String, String> low = Map.of("quality", "20");
    assertThat(settings(task, low).identity(MODEL, PictureFormat.PNG).digest())
        .isEqualTo(settings(task, Map.of()).identity(MODEL, PictureFormat.PNG).digest());
    assertThat(settings(task, low).identity(MODEL, PictureFormat.JPEG).digest())
        .isNotEqualTo(settings(task, Map.of()).identity(MODEL, PictureFormat.JPEG).digest());
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  void whatIsNotGivenHasItsDefault(Task task) {
    Map<String, String> defaults = base(task);
    for (JobOption option : JobOption.of(task)) {
      option.fallback(task).ifPresent(text -> defaults.putIfAbsent(option.key(), text));
    }
    assertThat(settings(task, defaults)).isEqualTo(settings(task, base(task)));
  }

  @Test
  void sizesAreNamedInThreeWays() {
    assertThat(size(Map.of())).isEqualTo(new TargetSize.OfModel());
    assertThat(size(Map.of("scale", "2.5"))).isEqualTo(new TargetSize.Times(2.5));
    assertThat(size(Map.of("max-side", "31"))).isEqualTo(new TargetSize.Within(31, 31));
    assertThat(size(Map.of("width", "50"))).isEqualTo(new TargetSize.Within(50, TargetSize.MOST));
    assertThatThrownBy(() -> size(Map.of("scale", "2", "width", "9")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("three ways to name a size");
  }

  private static TargetSize size(Map<String, String> values) {
    return settings(Task.SUPER_RESOLUTION, values).treatment().size();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps | 0 | <steps> must be from 1 to 1000, not 0.",
        "steps | many | <steps> must be from 1 to 1000, not 'many'.",
        "seed | 1.5 | <seed> must be a whole number of 64 bits, not 1.5.",
        "realism | NaN | <realism> must be from 0 to 1, not 'NaN'.",
        "tile | 8 | <tile> must be auto or a number from 16 to 16384, not 8.",
        "memory | 1m | <memory> must be a size of memory from 256m on, such as 4g or 1500m, not"
            + " '1m'.",
        "consistency | perhaps | <consistency> must be true or false, not 'perhaps'.",
        "max-pixels | 0 | <max-pixels> must be at least 1, not 0.",
        "box | 1,2,3,4 | There is no setting <box>; there are quality"
      })
  void whatIsNoSettingIsNamed(String key, String text, String sentence) {
    assertThatThrownBy(() -> settings(Task.SUPER_RESOLUTION, Map.of(key, text)))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void overlapIsLessThanATile() {
    assertThatThrownBy(() -> settings(Task.SUPER_RESOLUTION, Map.of("tile", "64", "overlap", "64")))
        .hasMessage("<overlap> must be from 0 to 63, not 64.");
  }

  @Test
  void somethingHasToBeFilled() {
    assertThatThrownBy(() -> settings(Task.INPAINT, Map.of()))
        .hasMessage("Nothing says what is to be filled; use <mask> or <box>.");
  }

  private static RunSettings identity(Task task, Map<String, String> values) {
    return settings(task, values).identity(MODEL, PictureFormat.JPEG);
  }

  private static JobSettings settings(Task task, Map<String, String> values) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    values.forEach((key, text) -> lists.put(key, List.of(text)));
    UnaryOperator<String> spelling = key -> "<" + key + ">";
    return JobSettings.of(task, lists, spelling);
  }
}
