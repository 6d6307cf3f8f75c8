package io.github.resshift.jobs;

import static io.github.resshift.catalog.Task.FACE;
import static io.github.resshift.catalog.Task.INPAINT;
import static io.github.resshift.catalog.Task.SUPER_RESOLUTION;

import io.github.resshift.catalog.Task;
import io.github.resshift.face.FaceSearch;
import io.github.resshift.image.Damaged;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.jobs.ValueKind.Flag;
import io.github.resshift.jobs.ValueKind.Matching;
import io.github.resshift.jobs.ValueKind.Memory;
import io.github.resshift.jobs.ValueKind.Number;
import io.github.resshift.jobs.ValueKind.OneOf;
import io.github.resshift.jobs.ValueKind.Rectangle;
import io.github.resshift.jobs.ValueKind.Text;
import io.github.resshift.jobs.ValueKind.TileSide;
import io.github.resshift.jobs.ValueKind.Whole;
import io.github.resshift.restore.ColorFix;
import io.github.resshift.restore.RestorerBuilder;
import io.github.resshift.restore.TargetSize;
import io.github.resshift.restore.Tiling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that can be asked of a job, with its name, its range, its default and what it does:
 * the one place from which command line, server and cluster take them. Results depend on all of
 * these but {@link #MAX_PIXELS}, which only refuses.
 */
public enum JobOption {
  /** The mask of what is to be filled. */
  MASK(
      "mask",
      "MASK|alpha",
      new Text(true),
      "What is to be filled: a picture of the same size as the input, white where a hole is,"
          + " black where the input is kept (other values count as the nearer of the two); or"
          + " the word alpha for all that is not opaque in the input, which makes the result"
          + " opaque.",
      "only the boxes",
      INPAINT),

  /** Rectangles to be filled. */
  HOLE(
      "box",
      "X,Y,W,H",
      new Rectangle(),
      "Fill this rectangle (left, top, width, height in pixels), too. May be given many times.",
      "none",
      INPAINT),

  /** Rectangles with faces. */
  FACE_BOX(
      "box",
      "X,Y,W,H",
      new Rectangle(),
      "A face in a whole photograph: left, top, width, height in pixels, from hair line to"
          + " chin. It is cut out with room around it, restored at 512 x 512 pixels and laid"
          + " back with a soft rim; the rest of the picture stays as it is. May be given many"
          + " times. Faces in boxes are not turned upright.",
      "faces are found",
      FACE),

  /** Where the faces are. */
  FACES(
      "faces",
      "HOW",
      OneOf.of(FaceMode.class),
      "Where the faces are. find: they are looked for; aligned: every picture is one aligned crop;"
          + " auto: pictures of 512 x 512 pixels are aligned crops, in all others faces are looked"
          + " for.",
      "=auto",
      FACE),

  /** How far holes grow. */
  DILATE(
      "dilate",
      "N",
      new Whole(0, 1000),
      "Grow holes by so many pixels first, 0 to 1000, where their rims show what is to go.",
      "=0",
      INPAINT),

  /** How wide the rims of holes fade. */
  FEATHER(
      "feather",
      "N",
      new Whole(0, 1000),
      "Let the filling fade into the input over so many pixels around the hole, 0 to 1000. Outside"
          + " of hole and rim every pixel stays as it is.",
      "=0",
      INPAINT),

  /** Quality of lossy files. */
  QUALITY(
      "quality",
      "N",
      new Whole(1, 100),
      "Quality of JPEG and WebP results, 1 (small) to 100 (best; WebP loses nothing then); PNG"
          + " and TIFF lose nothing.",
      "=95"),

  /** What of the metadata is kept. */
  METADATA(
      "metadata",
      "WHAT",
      OneOf.of(MetadataPolicy.class),
      "What of the input's EXIF, XMP and IPTC data goes into the result: keep takes all that is"
          + " still true; private only what says nothing about where, with which device and whose:"
          + " no positions and place names, faces, serial numbers, owners and maker's notes; strip"
          + " leaves out all. Colour profile and resolution are always kept.",
      "=private"),

  /** Whether results say how they were made. */
  NO_PROVENANCE(
      "no-provenance",
      "",
      new Flag(),
      "Do not write program, model, seed and steps into the metadata of the result.",
      ""),

  /** The limit of inputs. */
  MAX_PIXELS(
      "max-pixels",
      "N",
      new Whole(1, Long.MAX_VALUE),
      "Refuse inputs of more pixels than this, before anything is decoded.",
      "=100000000"),

  /** What becomes of damaged files. */
  DAMAGED(
      "damaged",
      "WHAT",
      OneOf.of(Damaged.class),
      "What to do with files whose image data is damaged or ends too early: refuse them, or take"
          + " what is there of JPEG, PNG, TIFF, BMP and GIF, with a note that says how much; the"
          + " rest is gray.",
      "=refuse"),

  /** All frames and pages, or the first. */
  FRAMES(
      "frames",
      "WHICH",
      OneOf.of(Frames.class),
      "Of an animation (GIF, PNG, WebP) or a TIFF file with several pages: all works on each, one"
          + " after the other and with the same seed, so that what does not move does not flicker;"
          + " first takes the first one alone. An animation becomes an animated PNG, pages become"
          + " a TIFF file of as many; for other formats there is a folder NAME-frames or NAME-pages"
          + " beside the result, which is the first.",
      "=all"),

  /** The model. */
  MODEL(
      "model",
      "NAME|PATH",
      new Text(false),
      "The model: a name that 'resshift models list' shows, or the path of a model file.",
      "=bundled"),

  /** How many times larger. */
  SCALE(
      "scale",
      "S",
      new Number(0.01, 64),
      "How many times wider and higher the result is, such as 3 or 2.5. The model runs once or,"
          + " for more than its own factor, twice; a bicubic resampler brings the result to"
          + " size. At most the square of the model's factor.",
      "the model's own factor",
      SUPER_RESOLUTION),

  /** Width of the result. */
  WIDTH(
      "width",
      "N",
      new Whole(1, TargetSize.MOST),
      "Width of the result in pixels, instead of --scale; the height follows. With --height,"
          + " too: the largest size that fits into both.",
      "the model's own factor",
      SUPER_RESOLUTION),

  /** Height of the result. */
  HEIGHT(
      "height",
      "N",
      new Whole(1, TargetSize.MOST),
      "Height of the result in pixels, instead of --scale; the width follows.",
      "the model's own factor",
      SUPER_RESOLUTION),

  /** Longer side of the result. */
  MAX_SIDE(
      "max-side",
      "N",
      new Whole(1, TargetSize.MOST),
      "Longer side of the result in pixels, instead of --scale.",
      "the model's own factor",
      SUPER_RESOLUTION),

  /** Whose colours. */
  COLOR_FIX(
      "color-fix",
      "HOW",
      OneOf.of(ColorFix.class),
      "Whose colours the result has. none: the model's; mean-std: mean and contrast of each"
          + " channel are those of the input; wavelet: everything coarser than some 32 pixels"
          + " comes from the input.",
      "=none",
      SUPER_RESOLUTION),

  /** Whether the result reduces to its input. */
  CONSISTENCY(
      "consistency",
      "",
      new Flag(),
      "Correct the result until reducing it (antialiased bicubic) gives the input again, to"
          + " within half a level. Noise and JPEG marks of the input come back, too.",
      "",
      SUPER_RESOLUTION),

  /** Number of draws. */
  SAMPLES(
      "samples",
      "N",
      new Whole(1, 1000),
      "Draw N results, with the seeds SEED to SEED+N-1. The output is their mean; the folder"
          + " NAME-samples beside it gets each of them and uncertainty.png, a map of each"
          + " pixel's standard deviation: black up to 1/4 level of 255, white from 64 levels on,"
          + " a doubling for every eighth of the colours between.",
      "=1",
      SUPER_RESOLUTION),

  /** Whether faces are laid over. */
  FACES_OVER(
      "faces",
      "HOW",
      new OneOf(List.of("none", "find")),
      "find: look for the faces of each picture, restore them with a face model and lay them over"
          + " the result, turned and blended as they lie; the result is whole in memory then. none:"
          + " faces are as the model of the picture makes them.",
      "=none",
      SUPER_RESOLUTION),

  /** The model of faces that are laid over. */
  FACE_MODEL(
      "face-model",
      "NAME|PATH",
      new Text(false),
      "The model that restores faces for --faces.",
      "=faceir",
      SUPER_RESOLUTION),

  /** The smallest faces. */
  MIN_FACE(
      "min-face",
      "N",
      new Whole(FaceSearch.LEAST, 100_000),
      "Height of the smallest faces that are looked for, forehead to chin, in pixels of the input,"
          + " from 12. Half of it takes two to four times as long.",
      "=24",
      FACE,
      SUPER_RESOLUTION),

  /** How sure the search must be. */
  FACE_CONFIDENCE(
      "face-confidence",
      "0..1",
      new Number(0, 1),
      "Leave out faces that the search is less sure of: more finds fewer of them, and fewer that"
          + " are none.",
      "=0.9",
      FACE,
      SUPER_RESOLUTION),

  /** Seed of the noise. */
  SEED(
      "seed",
      "N",
      new Whole(Long.MIN_VALUE, Long.MAX_VALUE),
      "Seed of the noise, any whole number of 64 bits. The same picture, model and seed give"
          + " the same result.",
      "=12345"),

  /** Sampling steps. */
  STEPS(
      "steps",
      "N",
      new Whole(1, 1000),
      "Sampling steps, from 1 to the number that the model was trained with: more give more"
          + " texture and take longer.",
      "the model's own"),

  /** Fidelity or texture. */
  REALISM(
      "realism",
      "0..1",
      new Number(0, 1),
      "Fidelity or texture: how far the result goes from the first prediction (0: the most"
          + " faithful and smooth, in a single step) to the sample at the end of the chain (1:"
          + " the most texture, true or made up).",
      "the model's own"),

  /** Views of a picture. */
  ENSEMBLE(
      "ensemble",
      "N",
      new Whole(1, RestorerBuilder.MOST_VIEWS),
      "Restore each picture in N views, turned and mirrored, 1 to 8, and take their mean (TTA in"
          + " other programs): truer to the original, with cleaner edges and softer texture, in N"
          + " times the time. For models that stand on a guide, such as bundled.",
      "=1",
      SUPER_RESOLUTION),

  /** Side of the tiles. */
  TILE(
      "tile",
      "auto|N",
      new TileSide(),
      "Side of the tiles that large pictures are cut into, in pixels of the input, 16 to 16384;"
          + " smaller ones need less memory. auto: the largest that suits model and memory.",
      "=auto"),

  /** Memory that may be taken. */
  MEMORY(
      "memory",
      "SIZE",
      new Memory(),
      "Memory that the program may take, such as 4g or 1500m: tiles are made as small as this"
          + " needs, if --tile does not give their size.",
      "what the machine has"),

  /** What neighbouring tiles share. */
  OVERLAP(
      "overlap",
      "N",
      new Whole(0, TileSide.most() - 1),
      "Pixels of the input that neighbouring tiles share, 0 to less than a tile.",
      "an eighth of the tile"),

  /** How tiles work together. */
  TILING(
      "tiling",
      "HOW",
      OneOf.of(Tiling.class),
      "How tiles work together. global: every step blends all tiles, so that there are no seams;"
          + " published: each tile runs by itself and results are averaged, as in the original"
          + " program.",
      "=global"),

  /** Where the network runs. */
  DEVICE(
      "device",
      "DEVICE",
      new Matching(Pattern.compile("(?i)auto|cpu|cuda(:\\d{1,3})?"), "auto, cpu, cuda or cuda:N"),
      "Where the network runs: cpu, cuda, cuda:N for the GPU of that number from 0, or auto:"
          + " the first GPU if there is one that this build can use, else cpu.",
      "=auto"),

  /** Arithmetic of the networks. */
  PRECISION(
      "precision",
      "P",
      new OneOf(List.of("auto", "fp32", "mixed", "bf16", "int8")),
      "Arithmetic of the networks: fp32, bf16, mixed (bf16 in the large parts of the"
          + " autoencoder), int8 (products of bytes in the guide, bf16 elsewhere; for models with"
          + " ranges, such as bundled), or auto: int8 where model and processor can; else, where"
          + " bf16 is native, mixed for models with an autoencoder and bf16 for others; else fp32.",
      "=auto"),

  /** Processor threads. */
  THREADS(
      "threads",
      "N",
      new Whole(0, 1024),
      "Processor threads to use, 1 to 1024; 0 for one a core.",
      "=0"),

  /** Pictures that share a call of the network. */
  BATCH(
      "batch",
      "N",
      new Whole(1, 64),
      "Pictures of a folder that go through the network together, 1 to 64, where their tiles have"
          + " one size: faster on a GPU. Memory is shared among them, and results may then differ"
          + " in the last digits, also from run to run.",
      "=1");

  private final String key;
  private final String label;
  private final ValueKind kind;
  private final String text;
  private final String fallback;
  private final List<Task> tasks;

  /**
   * An option.
   *
   * @param fallback after "=" the default as a text, else in words, or empty for flags
   * @param tasks that have it; none for all
   */
  JobOption(String key, String label, ValueKind kind, String text, String fallback, Task... tasks) {
    this.key = key;
    this.label = label;
    this.kind = kind;
    this.text = text;
    this.fallback = fallback;
    this.tasks = List.of(tasks.length == 0 ? Task.values() : tasks);
  }

  /** The options of a task, in the order in which they are shown. */
  public static List<JobOption> of(Task task) {
    return Arrays.stream(values()).filter(option -> option.tasks.contains(task)).toList();
  }

  /** The name, such as {@code max-side}; unique within a task. */
  public String key() {
    return key;
  }

  /** What stands for the value in a help text; empty for a flag. */
  public String label() {
    return label;
  }

  /** What a value may be. */
  public ValueKind kind() {
    return kind;
  }

  /** Whether it may be given several times. */
  public boolean repeated() {
    return kind instanceof Rectangle;
  }

  /** The default; empty where there is none that is a value. */
  public Optional<String> fallback(Task task) {
    if (this == MODEL) {
      return Optional.of(
          switch (task) {
            case SUPER_RESOLUTION -> "bundled";
            case INPAINT -> "inpaint-imagenet";
            case FACE -> "faceir";
          });
    }
    if (kind instanceof Flag) {
      return Optional.of("false");
    }
    return fallback.startsWith("=") ? Optional.of(fallback.substring(1)) : Optional.empty();
  }

  /** What it does and what happens without it: sentences. */
  public String description(Task task) {
    return kind instanceof Flag
        ? text
        : text + " Default: " + fallback(task).orElse(fallback) + ".";
  }
}
