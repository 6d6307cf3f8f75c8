package io.github.resshift.jobs.batch;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * How much work a plan is, from the headers of its pictures: pixels, bytes of the results, room for
 * them. Immutable.
 */
public final class Forecast {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;
  private static final long TIFF_BYTES = 1L << 32;
  private static final int RGB = 3;

  /** Nothing is known. */
  public static final Forecast NONE =
      new Forecast(Map.of(), Map.of(), Map.of(), 1, Extras.NONE, OptionalLong.empty());

  private final Map<Path, PictureHeader> sizes;
  private final Map<Path, PictureHeader> results;
  private final Map<Path, String> refused;
  private final double scale;
  private final Extras extras;
  private final double middling;
  private final double middlingResult;
  private final OptionalLong free;

  private Forecast(
      Map<Path, PictureHeader> sizes,
      Map<Path, PictureHeader> results,
      Map<Path, String> refused,
      double scale,
      Extras extras,
      OptionalLong free) {
    this.sizes = sizes;
    this.refused = refused;
    this.results = results;
    this.scale = scale;
    this.extras = extras;
    this.middling = mean(sizes);
    this.middlingResult = mean(results);
    this.free = free;
  }

  private static double mean(Map<Path, PictureHeader> sizes) {
    return sizes.values().stream().mapToLong(PictureHeader::allPixels).average().orElse(1);
  }

  /**
   * Reads the headers of what there is to do.
   *
   * @param scale how many times larger the model makes pictures
   * @param sizing the size of the result for an input of a size; throws a {@link ResShiftException}
   *     with the reason if there cannot be one
   * @param extras what is written besides
   * @param folder where results go
   */
  public static Forecast of(
      BatchPlan plan,
      double scale,
      BiFunction<Todo, PictureHeader, PictureHeader> sizing,
      Extras extras,
      Path folder) {
    Map<Path, PictureHeader> sizes = new HashMap<>();
    Map<Path, PictureHeader> results = new HashMap<>();
    Map<Path, String> refused = new HashMap<>();
    for (Todo work : plan.todo()) {
      Path source = work.source();
      extras
          .header(source)
          .ifPresent(
              size -> {
                sizes.put(source, size);
                try {
                  results.put(source, sizing.apply(work, size));
                } catch (ResShiftException e) {
                  refused.put(source, e.getMessage());
                }
              });
    }
    return new Forecast(sizes, results, refused, scale, extras, DiskSpace.free(folder));
  }

  /**
   * The plan without work that cannot come to an end, as the headers say: it is refused before
   * anything is computed.
   *
   * @param strict whether pictures whose header cannot be read are refused, too; else their turn
   *     comes, and they say themselves what is wrong with them
   */
  public BatchPlan possible(BatchPlan plan, boolean strict) {
    return new BatchPlan(
        plan.items().stream()
            .map(item -> item instanceof Todo work ? possible(work, strict) : item)
            .toList());
  }

  private Item possible(Todo work, boolean strict) {
    String reason = refused.get(work.source());
    if (reason == null && strict && !sizes.containsKey(work.source())) {
      reason = Readability.problem(work.source()).orElse(null);
    }
    return reason == null ? work : new Unusable(work.input(), reason);
  }

  /** The expected size of a result, if its source has a header that can be read. */
  Optional<PictureHeader> result(Todo work) {
    return Optional.ofNullable(results.get(work.source()));
  }

  /** What is written besides the result, in words; see {@link Extras#describe}. */
  List<String> besides(Todo work) {
    return extras.describe(work, result(work));
  }

  /**
   * Pixels that have to be in memory for a result, of which one frame or page is there at a time:
   * its own or, if these are more, those that the model makes and that are reduced to it. Empty
   * where that is not known.
   */
  public OptionalLong pixels(Todo work) {
    PictureHeader size = sizes.get(work.source());
    if (size == null) {
      return OptionalLong.empty();
    }
    long made = Math.round(size.pixels() * scale * scale);
    return OptionalLong.of(Math.max(made, result(work).map(PictureHeader::pixels).orElse(0L)));
  }

  /**
   * How much work a picture is, next to others: its pixels, or those of a middling one where they
   * are not known. What the network has to do does not depend on the size that is asked for, as
   * long as it runs as often.
   */
  public double weight(Todo work) {
    PictureHeader size = sizes.get(work.source());
    return size == null ? middling : size.allPixels();
  }

  private double resultPixels(Todo work) {
    return result(work).map(size -> (double) size.allPixels()).orElse(middlingResult);
  }

  /** Bytes that the results of a plan may need. */
  public long bytes(BatchPlan plan) {
    double bytes = 0;
    for (Todo work : plan.todo()) {
      double pixels = resultPixels(work);
      bytes += pixels * bytesPerPixel(work.format());
      if (extras.samples() > 1) {
        bytes +=
            pixels
                * (extras.samples() * bytesPerPixel(work.format())
                    + bytesPerPixel(PictureFormat.PNG));
      }
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
    double in = plan.todo().stream().mapToDouble(this::weight).sum();
    double out = plan.todo().stream().mapToDouble(this::resultPixels).sum();
    long there = plan.items().stream().filter(BatchPlan.Skip.class::isInstance).count();
    long unusable = plan.items().stream().filter(BatchPlan.Unusable.class::isInstance).count();
    StringBuilder text = new StringBuilder();
    text.append(plan.todo().size()).append(" to do");
    if (!sizes.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT,
              ": %s in, %s out, about %s",
              pixels(in),
              pixels(out),
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

  /** A warning for results that a TIFF file may not hold: how far they shrink is not known. */
  public Optional<String> tooLargeForTiff(BatchPlan plan) {
    return plan.todo().stream()
        .filter(work -> work.format() == PictureFormat.TIFF)
        .filter(work -> result(work).filter(size -> size.pixels() * RGB > TIFF_BYTES).isPresent())
        .findFirst()
        .map(
            work ->
                "The result of '"
                    + work.input()
                    + "' may need more than the 4 GiB that a TIFF file holds; png holds any.");
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
