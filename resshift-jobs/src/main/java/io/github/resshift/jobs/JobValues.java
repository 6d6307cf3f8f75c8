package io.github.resshift.jobs;

import io.github.resshift.catalog.Task;
import io.github.resshift.face.FaceSearch;
import io.github.resshift.image.Damaged;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.jobs.ValueKind.Memory;
import io.github.resshift.jobs.ValueKind.OneOf;
import io.github.resshift.jobs.ValueKind.Rectangle;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.restore.Box;
import io.github.resshift.restore.ColorFix;
import io.github.resshift.restore.Enlarger;
import io.github.resshift.restore.TargetSize;
import io.github.resshift.restore.Tiling;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Makes settings of texts, and refuses what is no setting. */
final class JobValues {
  /** The mask that is the transparency of the input. */
  static final String ALPHA = "alpha";

  private final Task task;
  private final UnaryOperator<String> spelling;
  private final Map<JobOption, List<String>> given = new EnumMap<>(JobOption.class);

  JobValues(Task task, Map<String, List<String>> values, UnaryOperator<String> spelling) {
    this.task = task;
    this.spelling = spelling;
    values.forEach((key, texts) -> given.put(option(key), texts));
    given.forEach(this::check);
  }

  private JobOption option(String key) {
    return JobOption.of(task).stream()
        .filter(option -> option.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "There is no setting "
                        + spelling.apply(key)
                        + "; there are "
                        + String.join(
                            ", ", JobOption.of(task).stream().map(JobOption::key).toList())
                        + "."));
  }

  private void check(JobOption option, List<String> texts) {
    if (texts.size() != 1 && !option.repeated()) {
      throw new UsageException(
          spelling.apply(option.key()) + " must be given once, not " + texts.size() + " times.");
    }
    for (String text : texts) {
      if (!option.kind().accepts(text)) {
        throw refuse(option, option.kind().allowed(), text);
      }
    }
  }

  private UsageException refuse(JobOption option, String allowed, String text) {
    boolean number = text.matches("[+-]?[0-9]+(\\.[0-9]+)?");
    return new UsageException(
        spelling.apply(option.key())
            + " must be "
            + allowed
            + ", not "
            + (number ? text : "'" + text + "'")
            + ".");
  }

  JobSettings settings() {
    return new JobSettings(restore(), treatment(), result());
  }

  private RestoreSettings restore() {
    OptionalInt tile =
        text(JobOption.TILE).equalsIgnoreCase("auto")
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(text(JobOption.TILE).trim()));
    OptionalInt overlap = number(JobOption.OVERLAP);
    if (overlap.isPresent() && tile.isPresent() && overlap.getAsInt() >= tile.getAsInt()) {
      throw refuse(
          JobOption.OVERLAP, "from 0 to " + (tile.getAsInt() - 1), "" + overlap.getAsInt());
    }
    return new RestoreSettings(
        text(JobOption.MODEL),
        Long.parseLong(text(JobOption.SEED).trim()),
        number(JobOption.STEPS),
        fraction(JobOption.REALISM),
        whole(JobOption.ENSEMBLE),
        tile,
        find(JobOption.MEMORY)
            .flatMap(Memory::bytes)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        overlap,
        OneOf.constant(Tiling.class, text(JobOption.TILING)),
        text(JobOption.DEVICE).toLowerCase(Locale.ROOT),
        text(JobOption.PRECISION).toLowerCase(Locale.ROOT),
        whole(JobOption.THREADS),
        whole(JobOption.BATCH));
  }

  private ResultSettings result() {
    return new ResultSettings(
        OneOf.constant(Frames.class, text(JobOption.FRAMES)),
        whole(JobOption.QUALITY),
        OneOf.constant(MetadataPolicy.class, text(JobOption.METADATA)),
        !flag(JobOption.NO_PROVENANCE),
        Long.parseLong(text(JobOption.MAX_PIXELS).trim()),
        OneOf.constant(Damaged.class, text(JobOption.DAMAGED)));
  }

  private Treatment treatment() {
    return switch (task) {
      case SUPER_RESOLUTION -> enlarge();
      case INPAINT -> inpaint();
      case FACE -> face();
    };
  }

  private FaceSettings face() {
    List<Box> boxes = boxes(JobOption.FACE_BOX);
    FaceMode mode = OneOf.constant(FaceMode.class, text(JobOption.FACES));
    if (!boxes.isEmpty() && mode != FaceMode.AUTO) {
      throw new UsageException(
          "%s names the faces, so %s %s has no sense."
              .formatted(
                  spelling.apply(JobOption.FACE_BOX.key()),
                  spelling.apply(JobOption.FACES.key()),
                  OneOf.word(mode)));
    }
    return new FaceSettings(mode, boxes, search());
  }

  private FaceSearch search() {
    return new FaceSearch(
        whole(JobOption.MIN_FACE), Double.parseDouble(text(JobOption.FACE_CONFIDENCE).trim()));
  }

  private Optional<OverlaidFaces> overlaid() {
    if (text(JobOption.FACES_OVER).equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    if (whole(JobOption.SAMPLES) > 1) {
      throw new UsageException(
          "%s does not go with %s; make one result at a time."
              .formatted(
                  spelling.apply(JobOption.SAMPLES.key()),
                  spelling.apply(JobOption.FACES_OVER.key())));
    }
    return Optional.of(new OverlaidFaces(text(JobOption.FACE_MODEL), search()));
  }

  private EnlargeSettings enlarge() {
    return new EnlargeSettings(
        new Enlarger.Settings(
            size(),
            OneOf.constant(ColorFix.class, text(JobOption.COLOR_FIX)),
            flag(JobOption.CONSISTENCY)),
        whole(JobOption.SAMPLES),
        overlaid());
  }

  private TargetSize size() {
    OptionalDouble scale = fraction(JobOption.SCALE);
    OptionalInt width = number(JobOption.WIDTH);
    OptionalInt height = number(JobOption.HEIGHT);
    OptionalInt side = number(JobOption.MAX_SIDE);
    boolean box = width.isPresent() || height.isPresent();
    if (Stream.of(scale.isPresent(), box, side.isPresent()).filter(there -> there).count() > 1) {
      throw new UsageException(
          "%s, %s, and %s with %s are three ways to name a size; use one."
              .formatted(
                  spelling.apply(JobOption.SCALE.key()),
                  spelling.apply(JobOption.MAX_SIDE.key()),
                  spelling.apply(JobOption.WIDTH.key()),
                  spelling.apply(JobOption.HEIGHT.key())));
    }
    if (scale.isPresent()) {
      return new TargetSize.Times(scale.getAsDouble());
    }
    if (side.isPresent()) {
      return new TargetSize.Within(side.getAsInt(), side.getAsInt());
    }
    return box
        ? new TargetSize.Within(width.orElse(TargetSize.MOST), height.orElse(TargetSize.MOST))
        : new TargetSize.OfModel();
  }

  private InpaintSettings inpaint() {
    Optional<String> mask = find(JobOption.MASK);
    List<Box> boxes = boxes(JobOption.HOLE);
    if (mask.isEmpty() && boxes.isEmpty()) {
      throw new UsageException(
          "Nothing says what is to be filled; use %s or %s."
              .formatted(
                  spelling.apply(JobOption.MASK.key()), spelling.apply(JobOption.HOLE.key())));
    }
    Optional<Path> file = mask.filter(text -> !text.equals(ALPHA)).map(FileNames::path);
    return new InpaintSettings(
        file,
        mask.isPresent() && file.isEmpty(),
        boxes,
        whole(JobOption.DILATE),
        whole(JobOption.FEATHER));
  }

  private Optional<String> find(JobOption option) {
    return Optional.ofNullable(given.get(option)).map(texts -> texts.get(0));
  }

  private String text(JobOption option) {
    return find(option).or(() -> option.fallback(task)).orElseThrow();
  }

  private int whole(JobOption option) {
    return Integer.parseInt(text(option).trim());
  }

  private boolean flag(JobOption option) {
    return Boolean.parseBoolean(text(option));
  }

  private OptionalInt number(JobOption option) {
    return find(option)
        .map(text -> OptionalInt.of(Integer.parseInt(text.trim())))
        .orElse(OptionalInt.empty());
  }

  private OptionalDouble fraction(JobOption option) {
    return find(option)
        .map(text -> OptionalDouble.of(Double.parseDouble(text.trim())))
        .orElse(OptionalDouble.empty());
  }

  private List<Box> boxes(JobOption option) {
    return given.getOrDefault(option, List.of()).stream()
        .map(text -> Rectangle.box(text).orElseThrow())
        .toList();
  }
}
