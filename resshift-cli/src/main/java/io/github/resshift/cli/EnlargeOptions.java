package io.github.resshift.cli;

import io.github.resshift.jobs.EnlargeSettings;
import io.github.resshift.restore.ColorFix;
import io.github.resshift.restore.Enlarger;
import io.github.resshift.restore.TargetSize;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How large a result is, whose colours it has, and how many there are. */
final class EnlargeOptions {
  private static final double MOST_SCALE = 64;
  private static final int MOST_SAMPLES = 1000;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description =
          "How many times wider and higher the result is, such as 3 or 2.5. The model runs once or,"
              + " for more than its own factor, twice; a bicubic resampler brings the result to"
              + " size. At most the square of the model's factor. Default: the model's own factor.")
  private Double scale;

  @Option(
      names = "--width",
      paramLabel = "N",
      description =
          "Width of the result in pixels, instead of --scale; the height follows. With --height,"
              + " too: the largest size that fits into both. Default: the model's own factor.")
  private Integer width;

  @Option(
      names = "--height",
      paramLabel = "N",
      description =
          "Height of the result in pixels, instead of --scale; the width follows. Default: the"
              + " model's own factor.")
  private Integer height;

  @Option(
      names = "--max-side",
      paramLabel = "N",
      description =
          "Longer side of the result in pixels, instead of --scale. Default: the model's own"
              + " factor.")
  private Integer maxSide;

  @Option(
      names = "--color-fix",
      paramLabel = "HOW",
      defaultValue = "none",
      description = {
        "Whose colours the result has. none: the model's; mean-std: mean and contrast of each"
            + " channel are those of the input; wavelet: everything coarser than some 32 pixels"
            + " comes from the input. Default: ${DEFAULT-VALUE}."
      })
  private ColorFix colorFix;

  @Option(
      names = "--consistency",
      description =
          "Correct the result until reducing it (antialiased bicubic) gives the input again, to"
              + " within half a level. Noise and JPEG marks of the input come back, too.")
  private boolean consistency;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Draw N results, with the seeds SEED to SEED+N-1. The output is their mean; the folder"
              + " NAME-samples beside it gets each of them and uncertainty.png, a map of each"
              + " pixel's standard deviation: black up to 1/4 level of 255, white from 64 levels on,"
              + " a doubling for every eighth of the colours between. Default: ${DEFAULT-VALUE}.")
  private int samples;

  /** Refuses values outside their ranges and sizes that contradict each other. */
  void check(Ranges ranges) {
    ranges.between("--scale", scale, 0.01, MOST_SCALE);
    ranges.between("--width", width, 1, TargetSize.MOST);
    ranges.between("--height", height, 1, TargetSize.MOST);
    ranges.between("--max-side", maxSide, 1, TargetSize.MOST);
    ranges.between("--samples", samples, 1, MOST_SAMPLES);
    boolean box = width != null || height != null;
    if (Stream.of(scale != null, box, maxSide != null).filter(given -> given).count() > 1) {
      throw ranges.refuse(
          "--scale, --max-side, and --width with --height are three ways to name a size; use one.");
    }
  }

  /** What is asked for. */
  EnlargeSettings settings() {
    return new EnlargeSettings(new Enlarger.Settings(size(), colorFix, consistency), samples);
  }

  private TargetSize size() {
    if (scale != null) {
      return new TargetSize.Times(scale);
    }
    if (maxSide != null) {
      return new TargetSize.Within(maxSide, maxSide);
    }
    if (width != null || height != null) {
      return new TargetSize.Within(
          width == null ? TargetSize.MOST : width, height == null ? TargetSize.MOST : height);
    }
    return new TargetSize.OfModel();
  }
}
