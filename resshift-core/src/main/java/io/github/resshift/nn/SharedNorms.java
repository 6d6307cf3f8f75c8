package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Statistics of all group normalisations of a network, gathered from pieces of a picture and then
 * used for each of its tiles: tiles that are normalised alike do not differ in tone.
 *
 * <p>The pieces go through the network together, so that every layer's statistics are those that
 * come of the shared statistics of the layers before it. Pieces are cut out of the picture, and
 * near their borders they are not what the picture is there; so only their cores count. Used by one
 * thread.
 */
public final class SharedNorms implements Norms {
  private final Map<GroupNorm, Statistics> shared = new IdentityHashMap<>();

  /**
   * What counts of a piece, as shares of its sides.
   *
   * @param top 0 to less than bottom
   * @param left 0 to less than right
   * @param bottom at most 1
   * @param right at most 1
   */
  public record Core(double top, double left, double bottom, double right) {
    Tensor of(Tensor piece) {
      long height = piece.size(2);
      long width = piece.size(3);
      long y = (long) Math.floor(top * height);
      long x = (long) Math.floor(left * width);
      return piece
          .narrow(2, y, (long) Math.ceil(bottom * height) - y)
          .narrow(3, x, (long) Math.ceil(right * width) - x);
    }
  }

  /**
   * Gathers while the network is applied to the pieces once.
   *
   * @param cores one for each sample of what the network is applied to
   */
  public Norms gathering(List<Core> cores) {
    return (norm, x) -> {
      Sums sums = new Sums();
      for (int i = 0; i < cores.size(); i++) {
        try (var scope = Scope.open()) {
          Tensor core = cores.get(i).of(x.narrow(0, i, 1)).contiguous();
          sums.add(norm.statistics(core));
        }
      }
      Statistics all = sums.statistics();
      shared.put(norm, all);
      return norm.forward(x, all);
    };
  }

  /**
   * Normalises by what was gathered.
   *
   * @throws IllegalStateException if nothing was for this layer
   */
  @Override
  public Tensor apply(GroupNorm norm, Tensor x) {
    Statistics statistics = shared.get(norm);
    if (statistics == null) {
      throw new IllegalStateException("no statistics were gathered for this normalisation");
    }
    return norm.forward(x, statistics);
  }

  /**
   * Of one layer.
   *
   * @param mean of each group
   * @param variance of each group, of the population
   */
  record Statistics(double[] mean, double[] variance) {}

  private static final class Sums {
    private final double[] mean = new double[GroupNorm.GROUPS];
    private final double[] square = new double[GroupNorm.GROUPS];
    private int pieces;

    /** Every piece counts alike: it stands for a part of the picture, however large its core is. */
    void add(Statistics of) {
      for (int g = 0; g < mean.length; g++) {
        mean[g] += of.mean()[g];
        square[g] += of.variance()[g] + of.mean()[g] * of.mean()[g];
      }
      pieces++;
    }

    Statistics statistics() {
      double[] means = new double[mean.length];
      double[] variances = new double[mean.length];
      for (int g = 0; g < mean.length; g++) {
        means[g] = mean[g] / pieces;
        variances[g] = Math.max(0, square[g] / pieces - means[g] * means[g]);
      }
      return new Statistics(means, variances);
    }
  }
}
