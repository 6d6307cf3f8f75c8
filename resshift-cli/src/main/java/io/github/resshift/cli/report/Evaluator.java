package io.github.resshift.cli.report;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** Measures sets of results, several pictures at a time. */
public final class Evaluator {
  private static final int NAMES_IN_MESSAGE = 5;

  private final List<Measure> measures;
  private final int border;
  private final int threads;
  private final PictureReader reader = new PictureReader();
  private final Set<String> notes = new TreeSet<>();
  private int failed;

  /** An evaluator; {@code border} pixels are cut from every side before anything is measured. */
  public Evaluator(List<Measure> measures, int border, int threads) {
    this.measures = List.copyOf(measures);
    this.border = border;
    this.threads = threads;
  }

  /**
   * Measures every picture of every set.
   *
   * @param partial whether pictures that not all sets have, or that cannot be measured, are left
   *     out of all sets, instead of refused
   * @throws ResShiftException for pictures that are missing, damaged or of another size than their
   *     truth, if not {@code partial}; if none is left
   */
  public Evaluation evaluate(
      List<PictureSet> results,
      Optional<PictureSet> truth,
      Optional<PictureSet> inputs,
      boolean partial) {
    List<String> names = common(results, truth, partial);
    double[][][] scores = new double[results.size()][names.size()][];
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int r = 0; r < results.size(); r++) {
        for (int n = 0; n < names.size(); n++) {
          PictureSet set = results.get(r);
          String name = names.get(n);
          double[][] rows = scores[r];
          int row = n;
          running.add(workers.submit(() -> rows[row] = scores(set, truth, name, partial)));
        }
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResShiftException("The evaluation was interrupted.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
    List<String> measured = withoutFailed(names, scores);
    return new Evaluation(
        results, truth, inputs, measured, measures, scores, new TreeMap<>(), List.copyOf(notes));
  }

  /** How many pictures of the last evaluation could not be measured. */
  public int failed() {
    return failed;
  }

  /**
   * Takes names out that one of the sets has no scores for, so that all means are over the same.
   */
  private List<String> withoutFailed(List<String> names, double[][][] scores) {
    List<Integer> whole =
        IntStream.range(0, names.size())
            .filter(n -> Stream.of(scores).allMatch(rows -> rows[n] != null))
            .boxed()
            .toList();
    failed = names.size() - whole.size();
    if (whole.isEmpty()) {
      throw new ResShiftException(
          "None of the " + names.size() + " pictures can be measured: " + String.join("; ", notes));
    }
    for (int r = 0; r < scores.length; r++) {
      double[][] rows = scores[r];
      scores[r] = whole.stream().map(n -> rows[n]).toArray(double[][]::new);
    }
    return whole.stream().map(names::get).toList();
  }

  /** Null if a picture cannot be measured and the others shall be. */
  private double[] scores(
      PictureSet set, Optional<PictureSet> truth, String name, boolean partial) {
    try {
      return scores(set, truth, name);
    } catch (ResShiftException e) {
      if (!partial) {
        throw new ResShiftException(
            e.getMessage().replaceFirst("\\.$", "")
                + " (--partial measures the others without it).",
            e);
      }
      note("left out: " + e.getMessage());
      return null;
    }
  }

  private double[] scores(PictureSet set, Optional<PictureSet> truth, String name) {
    Path file = set.pictures().get(name);
    try (var scope = Scope.open()) {
      Tensor picture = Pixels.rgb(read(file));
      Tensor wanted = null;
      if (truth.isPresent()) {
        Path other = truth.get().pictures().get(name);
        wanted = Pixels.rgb(read(other));
        requireSameSize(file, picture, other, wanted);
      }
      double[] row = new double[measures.size()];
      for (int m = 0; m < row.length; m++) {
        row[m] = score(measures.get(m), picture, wanted, set.label() + "/" + name);
      }
      return row;
    }
  }

  private double score(Measure measure, Tensor picture, Tensor truth, String name) {
    try {
      return measure.function().of(picture, measure.needsTruth() ? truth : null, border);
    } catch (IllegalArgumentException e) {
      note(measure.name() + " is not defined for " + name + ": " + e.getMessage());
      return Double.NaN;
    }
  }

  private Picture read(Path file) {
    Picture picture = reader.read(file, this::note);
    if (picture.hasAlpha()) {
      note(file + ": alpha was left out of account");
    }
    return picture;
  }

  private void note(String text) {
    synchronized (notes) {
      notes.add(text);
    }
  }

  private static void requireSameSize(Path file, Tensor picture, Path other, Tensor truth) {
    if (picture.size(2) != truth.size(2) || picture.size(3) != truth.size(3)) {
      throw new ResShiftException(
          String.format(
              "'%s' has %dx%d pixels, but its true picture '%s' has %dx%d; pictures are never"
                  + " resized here: make the results at the size of the truth.",
              file, picture.size(3), picture.size(2), other, truth.size(3), truth.size(2)));
    }
  }

  private List<String> common(
      List<PictureSet> results, Optional<PictureSet> truth, boolean partial) {
    List<PictureSet> all = new ArrayList<>(results);
    truth.ifPresent(all::add);
    for (PictureSet set : all) {
      LeftOut.describe(set.leftOut(), false).forEach(line -> note(set.label() + ": " + line));
    }
    Set<String> union = new TreeSet<>();
    all.forEach(set -> union.addAll(set.pictures().keySet()));
    Set<String> shared = new TreeSet<>(union);
    all.forEach(set -> shared.retainAll(set.pictures().keySet()));
    for (PictureSet set : all) {
      List<String> missing =
          union.stream().filter(name -> !set.pictures().containsKey(name)).toList();
      if (missing.isEmpty()) {
        continue;
      }
      String which =
          String.format(
              "%d picture%s without a partner in '%s': %s%s",
              missing.size(),
              missing.size() == 1 ? "" : "s",
              set.folder(),
              String.join(", ", missing.subList(0, Math.min(NAMES_IN_MESSAGE, missing.size()))),
              missing.size() > NAMES_IN_MESSAGE ? ", ..." : "");
      if (!partial) {
        throw new ResShiftException(
            which + "; add them, or measure what all folders have with --partial.");
      }
      note("left out: " + which);
    }
    if (shared.isEmpty()) {
      throw new ResShiftException(
          "The folders have no picture in common; names must agree but for their suffixes.");
    }
    return List.copyOf(shared);
  }
}
