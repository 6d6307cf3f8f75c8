package io.github.resshift.jobs;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.face.FaceSearch;
import io.github.resshift.image.Damaged;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.journal.FileState;
import io.github.resshift.jobs.journal.RunSettings;
import io.github.resshift.restore.TargetSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Everything besides the input that the bytes of a result depend on. Immutable.
 *
 * @param restore model and network
 * @param treatment what is done to pictures
 * @param result how pictures are read and results are written
 */
public record JobSettings(RestoreSettings restore, Treatment treatment, ResultSettings result) {
  /**
   * Settings from texts, as options of a command line, fields of a form or lines of a file.
   *
   * @param task what is to be done
   * @param values by the name of the {@link JobOption}; what is not there has its default
   * @param spelling how a name is shown in messages, such as {@code --steps}
   * @throws io.github.resshift.jobs.batch.UsageException with one sentence if a name is unknown, a
   *     value is out of its range, or values contradict each other
   */
  public static JobSettings of(
      Task task, Map<String, List<String>> values, UnaryOperator<String> spelling) {
    return new JobValues(task, values, spelling).settings();
  }

  /** What is done. */
  public Task task() {
    return treatment.task();
  }

  /** The command that does a task. */
  public static String command(Task task) {
    return switch (task) {
      case SUPER_RESOLUTION -> "upscale";
      case INPAINT -> "inpaint";
      case FACE -> "face";
    };
  }

  /**
   * The settings as a journal keeps them: their digest tells whether a result would be made again.
   *
   * @param model the model that {@code restore} names
   * @param format how results are written; quality counts only where a format loses something
   * @throws ResShiftException if weights or a mask cannot be read
   */
  public RunSettings identity(ModelFacts model, PictureFormat format) {
    TreeMap<String, String> values = new TreeMap<>();
    Set<String> notGiven = new TreeSet<>();
    texts()
        .forEach(
            (option, text) -> {
              String name = "--" + option.key();
              values.put(name, text);
              if (option.fallback(task()).filter(text::equalsIgnoreCase).isPresent()) {
                notGiven.add(name);
              }
            });
    if (format == PictureFormat.PNG || format == PictureFormat.TIFF) {
      values.remove("--" + JobOption.QUALITY.key());
    }
    ModelFacts.Identity identity = model.identity();
    values.put("command", command(task()));
    values.put("version", ProgramVersion.text());
    values.put("--model", model.name());
    values.put("model", identity.now());
    values.put("--format", format.suffix());
    return new RunSettings(
        values, new RunSettings.Leniency(Map.of("model", identity.former()), notGiven));
  }

  /**
   * What results depend on, as texts that journals have had from the beginning. An option that was
   * added later is left out where it is not used.
   */
  private SortedMap<JobOption, String> texts() {
    TreeMap<JobOption, String> texts = new TreeMap<>();
    texts.put(JobOption.SEED, Long.toString(restore.seed()));
    restore.steps().ifPresent(n -> texts.put(JobOption.STEPS, Integer.toString(n)));
    restore.realism().ifPresent(r -> texts.put(JobOption.REALISM, Double.toString(r)));
    if (restore.ensemble() > 1) {
      texts.put(JobOption.ENSEMBLE, Integer.toString(restore.ensemble()));
    }
    texts.put(
        JobOption.TILE,
        restore.tile().isPresent() ? Integer.toString(restore.tile().getAsInt()) : "auto");
    restore.memory().ifPresent(bytes -> texts.put(JobOption.MEMORY, (bytes >> 20) + "m"));
    restore.overlap().ifPresent(n -> texts.put(JobOption.OVERLAP, Integer.toString(n)));
    texts.put(JobOption.TILING, restore.tiling().name());
    texts.put(JobOption.DEVICE, restore.device());
    texts.put(JobOption.PRECISION, restore.precision());
    texts.put(JobOption.THREADS, Integer.toString(restore.threads()));
    if (restore.batch() > 1) {
      texts.put(JobOption.BATCH, Integer.toString(restore.batch()));
    }
    texts.put(JobOption.QUALITY, Integer.toString(result.quality()));
    texts.put(JobOption.METADATA, result.metadata().name());
    texts.put(JobOption.NO_PROVENANCE, Boolean.toString(!result.provenance()));
    texts.put(JobOption.FRAMES, result.frames().name());
    if (result.damaged() != Damaged.REFUSE) {
      texts.put(JobOption.DAMAGED, result.damaged().name());
    }
    if (treatment instanceof EnlargeSettings enlarge) {
      texts.put(JobOption.COLOR_FIX, enlarge.result().colorFix().name());
      texts.put(JobOption.CONSISTENCY, Boolean.toString(enlarge.result().consistent()));
      texts.put(JobOption.SAMPLES, Integer.toString(enlarge.samples()));
      putSize(texts, enlarge.size());
      enlarge
          .faces()
          .ifPresent(
              faces -> {
                texts.put(JobOption.FACES_OVER, "find");
                texts.put(JobOption.FACE_MODEL, faces.model());
                putSearch(texts, faces.search());
              });
    } else if (treatment instanceof InpaintSettings inpaint) {
      if (inpaint.alpha()) {
        texts.put(JobOption.MASK, JobValues.ALPHA);
      }
      inpaint.mask().ifPresent(file -> texts.put(JobOption.MASK, content(file)));
      texts.put(JobOption.HOLE, inpaint.boxes().toString());
      texts.put(JobOption.DILATE, Integer.toString(inpaint.dilate()));
      texts.put(JobOption.FEATHER, Integer.toString(inpaint.feather()));
    } else if (treatment instanceof FaceSettings face) {
      texts.put(JobOption.FACE_BOX, face.boxes().toString());
      texts.put(JobOption.FACES, face.mode().name());
      putSearch(texts, face.search());
    }
    return texts;
  }

  private static void putSearch(Map<JobOption, String> texts, FaceSearch search) {
    texts.put(JobOption.MIN_FACE, Integer.toString(search.smallest()));
    texts.put(JobOption.FACE_CONFIDENCE, Double.toString(search.confidence()));
  }

  private static void putSize(Map<JobOption, String> texts, TargetSize size) {
    if (size instanceof TargetSize.Times times) {
      texts.put(JobOption.SCALE, Double.toString(times.scale()));
    } else if (size instanceof TargetSize.Within box && box.width() == box.height()) {
      texts.put(JobOption.MAX_SIDE, Integer.toString(box.width()));
    } else if (size instanceof TargetSize.Within box) {
      if (box.width() != TargetSize.MOST) {
        texts.put(JobOption.WIDTH, Integer.toString(box.width()));
      }
      if (box.height() != TargetSize.MOST) {
        texts.put(JobOption.HEIGHT, Integer.toString(box.height()));
      }
    }
  }

  /** A file counts by its content. */
  private static String content(Path file) {
    if (!Files.isRegularFile(file)) {
      return file.toString();
    }
    try {
      return FileState.sha256(file);
    } catch (IOException e) {
      throw new ResShiftException("The file '" + file + "' cannot be read.", e);
    }
  }
}
