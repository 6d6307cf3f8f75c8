package io.github.resshift.cli.batch;

import io.github.resshift.cli.batch.BatchPlan.Work;
import io.github.resshift.image.PictureFormat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much work a plan is, from the headers of its pictures: pixels, bytes of the results, room for
 * them. Immutable.
 */
public final class Forecast {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  /** Nothing is known. */
  public static final Forecast NONE = new Forecast(Map.of(), 1, OptionalLong.empty());

  private final Map<Path, HeaderSize> sizes;
  private final double middling;
  private final double scale;
  private final OptionalLong free;

  private Forecast(Map<Path, HeaderSize> sizes, double scale, OptionalLong free) {
    this.sizes = sizes;
    this.middling = sizes.values().stream().mapToLong(HeaderSize::pixels).average().orElse(1);
    this.scale = scale;
    this.free = free;
  }

  /**
   * Reads the headers of what there is to do.
   *
   * @param scale how many times larger results are
   * @param folder where results go
   */
  public static Forecast of(BatchPlan plan, double scale, Path folder) {
    Map<Path, HeaderSize> sizes = new HashMap<>();
    for (Work work : plan.work()) {
      HeaderSize.of(work.source()).ifPresent(size -> sizes.put(work.source(), size));
    }
    return new Forecast(sizes, scale, DiskSpace.free(folder));
  }

  /** The expected size of a result, if its source has a header that can be read. */
  Optional<HeaderSize> result(Work work) {
    return Optional.ofNullable(sizes.get(work.source()))
        .map(
            size ->
                new HeaderSize(
                    (int) Math.round(size.width() * scale),
                    (int) Math.round(size.height() * scale)));
  }

  /** Pixels of a result; empty where that is not known. */
  public OptionalLong pixels(Work work) {
    return result(work).map(size -> OptionalLong.of(size.pixels())).orElse(OptionalLong.empty());
  }

  /** Pixels of a result, or of a middling one where that is not known. */
  public double weight(Work work) {
    HeaderSize size = sizes.get(work.source());
    return (size == null ? middling : size.pixels()) * scale * scale;
  }

  /** Bytes that the results of a plan may need. */
  public long bytes(BatchPlan plan) {
    double bytes = 0;
    for (Work work : plan.work()) {
      bytes += weight(work) * bytesPerPixel(work.format());
    }
    return Math.round(bytes);
  }

  /**
   * Bytes a pixel of enlarged photographs with 8 bits (docs/folders.md has the measurement); deeper
   * ones need more.
   */
  private static double bytesPerPixel(PictureFormat format) {
    return switch (format) {
      case JPEG -> 0.5;
      case TIFF -> 2;
      default -> 1.7;
    };
  }

  /** One sentence about the plan. */
  public String describe(BatchPlan plan) {
    double in = plan.work().stream().mapToDouble(this::weight).sum() / (scale * scale);
    long there = plan.items().stream().filter(BatchPlan.Skip.class::isInstance).count();
    long unusable = plan.items().stream().filter(BatchPlan.Unusable.class::isInstance).count();
    StringBuilder text = new StringBuilder();
    text.append(plan.work().size()).append(" to do");
    if (!sizes.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              ": %s in, %s out, about %s",
              pixels(in),
              pixels(in * scale * scale),
              size(bytes(plan))));
    }
    free.ifPresent(
        bytes -> text.append(sizes.isEmpty() ? ", " : " of ").append(size(bytes)).append(" free"));
    if (there > 0) {
      text.append("; ").append(there).append(" there already");
    }
    if (unusable > 0) {
      text.append("; ").append(unusable).append(" cannot be used");
    }
    return text.append('.').toString();
  }

  /** A warning if the disk may not hold the results. */
  public Optional<String> shortage(BatchPlan plan) {
    long needed = bytes(plan);
    return free.isPresent() && needed > free.getAsLong()
        ? Optional.of(
            "The results may need "
                + size(needed)
                + ", but the disk has room for "
                + size(free.getAsLong())
                + ".")
        : Optional.empty();
  }

  private static String pixels(double count) {
    return String.format(Locale.ROOT, count < MEGA ? "%.2f MP" : "%.1f MP", count / MEGA);
  }

  private static String size(double bytes) {
    return bytes < GIGA
        ? String.format(Locale.ROOT, bytes < MEGA ? "%.2f MB" : "%.1f MB", bytes / MEGA)
        : String.format(Locale.ROOT, "%.1f GB", bytes / GIGA);
  }
}
