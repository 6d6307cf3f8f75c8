package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A few pieces that together are like the whole picture in brightness, contrast and texture of each
 * channel: a picture's four quarters may all be sky with the subject between them.
 */
final class TypicalTiles {
  /** Every sweep over the chosen pieces exchanges what brings the mean nearer. */
  private static final int SWEEPS = 4;

  private TypicalTiles() {}

  /**
   * Chooses pieces; the same ones for the same picture.
   *
   * @param all at least one; they cover the picture
   * @param count how many to choose; one may be chosen twice
   * @param piece the picture's part [1, C, h, w]
   */
  static List<Tile> of(List<Tile> all, int count, Function<Tile, Tensor> piece) {
    double[][] traits = all.stream().map(tile -> traits(piece, tile)).toArray(double[][]::new);
    standardise(traits);
    int[] chosen = new int[count];
    double[] sum = new double[traits[0].length];
    for (int i = 0; i < count; i++) {
      // Spread over the picture, so that equally good ones are not all from its top.
      chosen[i] = (int) ((i + 0.5) * traits.length / count);
      add(sum, traits[chosen[i]], 1);
    }
    for (int turn = 0; turn < SWEEPS * count; turn++) {
      int slot = turn % count;
      add(sum, traits[chosen[slot]], -1);
      double least = distance(sum, traits[chosen[slot]], count);
      for (int i = 0; i < traits.length; i++) {
        double now = distance(sum, traits[i], count);
        if (now < least) {
          least = now;
          chosen[slot] = i;
        }
      }
      add(sum, traits[chosen[slot]], 1);
    }
    List<Tile> result = new ArrayList<>();
    for (int i : chosen) {
      result.add(all.get(i));
    }
    return result;
  }

  /** Of each channel: mean, mean square, mean square of differences of neighbours. */
  private static double[] traits(Function<Tile, Tensor> piece, Tile tile) {
    try (var scope = Scope.open()) {
      Tensor x = piece.apply(tile);
      Tensor across = x.narrow(3, 1, x.size(3) - 1).sub(x.narrow(3, 0, x.size(3) - 1));
      TensorVector all = new TensorVector(mean(x), mean(x.square()), mean(across.square()));
      float[] values = Tensors.floats(torch.cat(all, 1));
      double[] traits = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        traits[i] = values[i];
      }
      return traits;
    }
  }

  private static Tensor mean(Tensor x) {
    return x.mean(2, 3);
  }

  /** Takes the mean off every trait and divides by its spread. */
  private static void standardise(double[][] traits) {
    for (int k = 0; k < traits[0].length; k++) {
      double mean = 0;
      double square = 0;
      for (double[] piece : traits) {
        mean += piece[k] / traits.length;
        square += piece[k] * piece[k] / traits.length;
      }
      double spread = Math.sqrt(Math.max(0, square - mean * mean));
      for (double[] piece : traits) {
        piece[k] = spread == 0 ? 0 : (piece[k] - mean) / spread;
      }
    }
  }

  private static void add(double[] sum, double[] traits, int sign) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += sign * traits[k];
    }
  }

  private static double distance(double[] others, double[] traits, int count) {
    double distance = 0;
    for (int k = 0; k < others.length; k++) {
      double off = (others[k] + traits[k]) / count;
      distance += off * off;
    }
    return distance;
  }
}
