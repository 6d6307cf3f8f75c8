package io.github.resshift.measure;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.image.Picture;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.restore.Restorer;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Parts and whole pictures of one architecture next to the machine's own peak, all in this process.
 *
 * @param architecture what is measured
 * @param precisions in this order; the distance of pictures is to the first
 * @param threads threads of the engine
 * @param runs measured runs of each row, after one that is not measured
 * @param say told what is being measured
 */
public record ModelBench(
    Architecture architecture,
    List<Precision> precisions,
    int threads,
    int runs,
    Consumer<String> say) {
  private static final double PERCENT = 100;
  private static final double MEGA = 1e6;

  /** The speed of products of large matrices in GFLOP/s, the best of several. */
  public static Map<Precision, Double> peak(List<Precision> precisions, int side) throws Exception {
    Map<Precision, Double> peak = new EnumMap<>(Precision.class);
    for (Precision precision : precisions) {
      peak.put(precision, PeakMeter.gflops(precision, side));
    }
    return peak;
  }

  /**
   * One step of the denoiser at each side of latents, the autoencoder, where there is one, at each
   * side of pictures.
   *
   * @param peak GFLOP/s that the machine reaches, by precision
   */
  public Table parts(List<Integer> latents, List<Integer> pictures, Map<Precision, Double> peak)
      throws Exception {
    Table table =
        new Table(
            "Parts of the %s architecture".formatted(architecture),
            "part",
            "side",
            "precision",
            "median s",
            "min s",
            "GFLOP",
            "GFLOP/s",
            "% of peak",
            "peak MiB");
    ModelDescription model = architecture.description();
    for (Part part : Part.values()) {
      if (part != Part.STEP && !(model.firstStage() instanceof AutoencoderConfig)) {
        continue;
      }
      for (int side : part == Part.STEP ? latents : pictures) {
        for (Precision precision : precisions) {
          String name = part.name().toLowerCase(Locale.ROOT);
          say.accept("%s, %s %d, %s ...".formatted(architecture, name, side, label(precision)));
          ProcessMemory.resetPeak();
          try (PartPass pass = PartPass.of(model, part, side, precision)) {
            Statistics time = Stopwatch.median(1, runs, pass::run);
            double speed = pass.gflop() / time.median();
            table.add(
                name,
                side,
                label(precision),
                time.median(),
                time.min(),
                pass.gflop(),
                speed,
                PERCENT * speed / peak.get(precision),
                Cells.orNull(ProcessMemory.peak()));
          }
        }
      }
    }
    return table;
  }

  /**
   * Whole square pictures as {@link Restorer} makes them. GFLOP are those of a picture in one tile,
   * so what overlapping tiles compute twice counts against the speed.
   *
   * @param model what {@link SeededModel#of} gives for the architecture
   * @param sides of the inputs, from small to large
   * @return two tables: the pictures, and the first start of each precision
   */
  public List<Table> pictures(String model, List<Integer> sides, Map<Precision, Double> peak)
      throws Exception {
    Table pictures =
        new Table(
            "End to end, %s architecture, %d steps".formatted(architecture, Workload.STEPS),
            "input",
            "result",
            "precision",
            "median s",
            "min s",
            "MPix/s",
            "GFLOP",
            "GFLOP/s",
            "% of peak",
            "PSNR dB to " + label(precisions.get(0)),
            "peak MiB");
    Table starts =
        new Table(
            "Start, %s architecture".formatted(architecture),
            "precision",
            "load s",
            "first picture s");
    Map<Integer, Picture> exact = new HashMap<>();
    for (Precision precision : precisions) {
      say.accept("%s, end to end, %s ...".formatted(architecture, label(precision)));
      ProcessMemory.resetPeak();
      long start = System.nanoTime();
      try (Restorer restorer = restorer(model, precision)) {
        double load = (System.nanoTime() - start) / 1e9;
        List<Double> first = new ArrayList<>();
        for (int side : sides) {
          Picture input = TestPicture.picture(side, side);
          first.add(Stopwatch.seconds(() -> restorer.restore(input)));
          Picture[] last = new Picture[1];
          Statistics time = Stopwatch.median(0, runs, () -> last[0] = restorer.restore(input));
          Picture result = last[0];
          double gflop = Workload.gflop(model, side);
          pictures.add(
              side + "x" + side,
              result.width() + "x" + result.height(),
              label(precision),
              time.median(),
              time.min(),
              result.width() * (double) result.height() / MEGA / time.median(),
              gflop,
              gflop / time.median(),
              PERCENT * gflop / time.median() / peak.get(precision),
              exact.containsKey(side) ? psnr(result, exact.get(side)) : null,
              Cells.orNull(ProcessMemory.peak()));
          exact.putIfAbsent(side, result);
        }
        starts.add(label(precision), load, first.get(0));
      }
    }
    return List.of(pictures, starts);
  }

  /** {@code fp32} and so on, as on the command line. */
  public static String label(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private Restorer restorer(String model, Precision precision) {
    return Restorer.builder()
        .model(model)
        .device("cpu")
        .precision(label(precision))
        .steps(Workload.STEPS)
        .threads(threads)
        .build();
  }

  private static double psnr(Picture picture, Picture reference) {
    try (var scope = Scope.open()) {
      return Psnr.of(Pixels.rgb(picture), Pixels.rgb(reference), Channels.RGB, 0);
    }
  }
}
