package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.Picture;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Gmsd;
import io.github.resshift.metric.HaarPsi;
import io.github.resshift.metric.Psnr;
import io.github.resshift.metric.Sharpness;
import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What the options of faithfulness do with the bundled model, on the middles of the demo pictures
 * or on the pairs of {@code -Dresshift.eval=LQ_FOLDER,GT_FOLDER}. Writes the tables of
 * docs/faithfulness.md to target/faithfulness.md.
 */
class FaithfulnessTest {
  private static final int DRAWS = 8;
  private static final List<String> REPORT = new ArrayList<>();

  @AfterAll
  static void write() throws IOException {
    Files.write(Path.of("target/faithfulness.md"), REPORT);
  }

  /** Means over the pairs. */
  private static final class Row {
    private final double[] sums = new double[6];
    private int count;

    void add(Picture result, Picture lq, Picture gt) {
      try (var scope = Scope.open()) {
        Tensor x = Pixels.rgb(result);
        Tensor clean = Pixels.rgb(gt);
        double[] values = {
          psnr(reduced(x, Pixels.rgb(lq)), Pixels.rgb(lq)),
          Psnr.of(x, clean, Channels.Y, 0),
          HaarPsi.of(x, clean, 0),
          Gmsd.of(x, clean, Channels.Y, 0),
          Sharpness.of(x, 0),
          255 * coarseError(x, clean)
        };
        for (int i = 0; i < values.length; i++) {
          sums[i] += values[i];
        }
        count++;
      }
    }

    double mean(int column) {
      return sums[column] / count;
    }

    String line(String name) {
      return String.format(
          Locale.ROOT,
          "| %s | %.2f | %.3f | %.4f | %.4f | %.2f | %.3f |",
          name,
          mean(0),
          mean(1),
          mean(2),
          mean(3),
          mean(4),
          mean(5));
    }

    static final String HEAD =
        "| | PSNR of reduced result against input, dB | PSNR-Y dB | HaarPSI | GMSD | sharpness |"
            + " coarse colour error, levels |\n| --- | --- | --- | --- | --- | --- | --- |";
  }

  @Test
  void consistencyReachesFortyFiveDecibels() {
    List<DemoPairs.Pair> pairs = DemoPairs.evaluation();
    Row before = new Row();
    Row after = new Row();
    double worst = Double.POSITIVE_INFINITY;
    try (Restorer restorer = Restorer.builder().precision("fp32").build()) {
      Enlarger mended = enlarger(restorer, ColorFix.NONE, true);
      for (DemoPairs.Pair pair : pairs) {
        before.add(restorer.restore(pair.lq()), pair.lq(), pair.gt());
        Picture result = mended.restore(pair.lq(), RestoreListener.NONE);
        after.add(result, pair.lq(), pair.gt());
        try (var scope = Scope.open()) {
          worst =
              Math.min(
                  worst,
                  psnr(reduced(Pixels.rgb(result), Pixels.rgb(pair.lq())), Pixels.rgb(pair.lq())));
        }
      }
    }
    REPORT.add("\n" + pairs.size() + " pairs, consistency\n\n" + Row.HEAD);
    REPORT.add(before.line("without"));
    REPORT.add(after.line("`--consistency`"));
    REPORT.add("worst picture: %.2f dB".formatted(worst));
    assertThat(worst).isGreaterThan(45);
    assertThat(before.mean(0)).isLessThan(45);
  }

  @Test
  void colourFixesAreMeasured() {
    List<DemoPairs.Pair> all = DemoPairs.evaluation();
    List<DemoPairs.Pair> pairs = DemoPairs.evaluating() ? all : all.subList(0, 1);
    REPORT.add("\n" + pairs.size() + " pairs, colour\n\n" + Row.HEAD);
    Row bicubic = new Row();
    for (DemoPairs.Pair pair : pairs) {
      try (var scope = Scope.open()) {
        Tensor large = Tensors.clamp(Interpolate.bicubicUp(Pixels.rgb(pair.lq()), 4), 0, 1);
        bicubic.add(Pixels.picture(large, null, 8, false), pair.lq(), pair.gt());
      }
    }
    REPORT.add(bicubic.line("bicubic"));
    List<Row> rows = new ArrayList<>();
    try (Restorer restorer = Restorer.builder().precision("fp32").build()) {
      for (ColorFix fix : ColorFix.values()) {
        Row row = new Row();
        Enlarger enlarger = enlarger(restorer, fix, false);
        for (DemoPairs.Pair pair : pairs) {
          row.add(enlarger.restore(pair.lq(), RestoreListener.NONE), pair.lq(), pair.gt());
        }
        rows.add(row);
        REPORT.add(row.line(fix.name()));
      }
    }
    // A fix pulls towards the input's colours, so it takes back what the model mended of them; it
    // may
    // not do worse than both. Half a level is what rounding to 8 bits does anyway.
    double worse = Math.max(rows.get(0).mean(5), bicubic.mean(5));
    for (Row row : rows) {
      assertThat(row.mean(5)).isLessThan(worse + 0.5);
    }
  }

  @Test
  void theUncertaintyMapTellsWhereErrorsAre() {
    List<DemoPairs.Pair> all = DemoPairs.evaluation();
    // Eight draws a picture: without an evaluation set one picture has to do.
    boolean quick = !DemoPairs.evaluating();
    List<DemoPairs.Pair> pairs = quick ? all.subList(0, 1) : all;
    for (double realism : quick ? new double[] {Double.NaN} : new double[] {Double.NaN, 0.5}) {
      RestorerBuilder builder = Restorer.builder().precision("fp32");
      if (realism == realism) {
        builder.realism(realism);
      }
      double pixel = 0;
      double deviation = 0;
      double gain = 0;
      try (Restorer restorer = builder.build()) {
        for (DemoPairs.Pair pair : pairs) {
          List<Double> singles = new ArrayList<>();
          Posterior posterior =
              Posterior.of(
                  (seed, listener) -> restorer.restore(pair.lq(), seed, listener),
                  1,
                  DRAWS,
                  (n, sample) -> singles.add(psnrOf(sample, pair.gt())),
                  RestoreListener.NONE);
          float[] error = error(posterior.mean(), pair.gt());
          pixel += spearman(posterior.deviation(), error);
          for (float d : posterior.deviation()) {
            deviation += 255.0 * d / posterior.deviation().length;
          }
          gain +=
              psnrOf(posterior.mean(), pair.gt())
                  - singles.stream().mapToDouble(v -> v).average().orElseThrow();
        }
      }
      REPORT.add(
          String.format(
              Locale.ROOT,
              "%d pairs, realism %s: Spearman %.3f, mean deviation %.2f levels, mean over samples"
                  + " %+.3f dB",
              pairs.size(),
              realism == realism ? realism : "default",
              pixel / pairs.size(),
              deviation / pairs.size(),
              gain / pairs.size()));
      assertThat(pixel / pairs.size()).isGreaterThan(0.3);
      assertThat(gain).isPositive();
    }
  }

  private static Enlarger enlarger(Restorer restorer, ColorFix fix, boolean consistent) {
    return new Enlarger(restorer, new Enlarger.Settings(new TargetSize.OfModel(), fix, consistent));
  }

  private static Tensor reduced(Tensor large, Tensor like) {
    return Consistency.reduced(large, like);
  }

  /** Of 8-bit pictures, all channels. */
  private static double psnr(Tensor a, Tensor b) {
    return Psnr.of(Tensors.clamp(a, 0, 1), b, Channels.RGB, 0);
  }

  private static double psnrOf(Picture a, Picture b) {
    try (var scope = Scope.open()) {
      return Psnr.of(Pixels.rgb(a), Pixels.rgb(b), Channels.Y, 0);
    }
  }

  /** Mean absolute difference of colours at a sixteenth of the size: tints, not details. */
  private static double coarseError(Tensor a, Tensor b) {
    int height = (int) a.size(2) / 16;
    int width = (int) a.size(3) / 16;
    Tensor difference =
        CubicResize.toSize(a, height, width).sub(CubicResize.toSize(b, height, width));
    return Tensors.item(difference.abs().mean());
  }

  /** Mean absolute error of each pixel over the channels. */
  private static float[] error(Picture a, Picture b) {
    try (var scope = Scope.open()) {
      Tensor difference = Pixels.rgb(a).sub(Pixels.rgb(b)).abs();
      return Tensors.floats(
          difference
              .mean(new long[] {1}, true, new org.bytedeco.pytorch.ScalarTypeOptional())
              .mul(new Scalar(1)));
    }
  }

  /** Spearman's rank correlation; ties share their mean rank. */
  static double spearman(float[] a, float[] b) {
    double[] x = ranks(a);
    double[] y = ranks(b);
    double mean = (a.length + 1) / 2.0;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mean) * (y[i] - mean);
      xx += (x[i] - mean) * (x[i] - mean);
      yy += (y[i] - mean) * (y[i] - mean);
    }
    return xy / Math.sqrt(xx * yy);
  }

  private static double[] ranks(float[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Float.compare(values[i], values[j]));
    double[] ranks = new double[values.length];
    for (int start = 0; start < order.length; ) {
      int end = start;
      while (end < order.length && values[order[end]] == values[order[start]]) {
        end++;
      }
      for (int i = start; i < end; i++) {
        ranks[order[i]] = (start + 1 + end) / 2.0;
      }
      start = end;
    }
    return ranks;
  }

  @Test
  void spearmanIsThatOfATextbook() {
    assertThat(spearman(new float[] {1, 2, 3, 4}, new float[] {10, 20, 30, 90})).isEqualTo(1);
    assertThat(spearman(new float[] {1, 2, 3}, new float[] {3, 2, 1})).isEqualTo(-1);
    // Ranks 1.5 1.5 3 against 1 2 3: covariance 1.5, variances 1.5 and 2.
    assertThat(spearman(new float[] {5, 5, 7}, new float[] {1, 2, 3}))
        .isCloseTo(1.5 / Math.sqrt(3), org.assertj.core.data.Offset.offset(1e-12));
  }
}
