package io.github.resshift.measure;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.restore.Restorer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Pictures through one {@link Restorer}, as a user of the library has them: time, throughput, peak
 * of resident memory.
 *
 * @param model name or path of a model
 * @param precision {@code fp32} or {@code bf16}
 * @param steps sampling steps
 * @param threads threads of the engine, 0 for all
 * @param runs measured runs of each size, after one that is not measured
 */
public record EndToEnd(String model, String precision, int steps, int threads, int runs) {
  public static final List<String> COLUMNS =
      List.of("precision", "input", "result", "median s", "min s", "MPix/s", "load s", "peak MiB");

  private static final double MEGA = 1e6;

  /**
   * Measures squares of the given sides, in this order; give them from small to large, since the
   * peak of memory is that of the process so far.
   *
   * @param keep where the last result is written as PNG, if anywhere
   */
  public Table measure(List<Integer> sides, Optional<Path> keep) throws Exception {
    Table table = new Table("End to end", COLUMNS.toArray(String[]::new));
    long start = System.nanoTime();
    try (Restorer restorer =
        Restorer.builder()
            .model(model)
            .device("cpu")
            .precision(precision)
            .steps(steps)
            .threads(threads)
            .build()) {
      double load = (System.nanoTime() - start) / 1e9;
      for (int side : sides) {
        Picture input = TestPicture.picture(side, side);
        Picture[] last = new Picture[1];
        Statistics time = Stopwatch.median(1, runs, () -> last[0] = restorer.restore(input));
        Picture result = last[0];
        double pixels = (double) result.width() * result.height();
        table.add(
            precision,
            side + "x" + side,
            result.width() + "x" + result.height(),
            time.median(),
            time.min(),
            pixels / MEGA / time.median(),
            load,
            Cells.orNull(ProcessMemory.peak()));
        if (keep.isPresent()) {
          PictureWriter.write(result, keep.get(), PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
        }
      }
    }
    return table;
  }
}
