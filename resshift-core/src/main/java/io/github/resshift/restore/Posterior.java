package io.github.resshift.restore;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Several draws for one picture, which differ in their noise alone: what they agree on the model is
 * sure of, where they differ it guesses.
 *
 * @param mean of the draws, the most faithful single estimate
 * @param deviation standard deviation of each pixel over the draws in [0, 1], row by row: the root
 *     of the mean of the channels' variances (with n - 1)
 */
public record Posterior(Picture mean, float[] deviation) {
  /** Fewest draws that have a deviation. */
  public static final int LEAST = 2;

  /** One draw. */
  @FunctionalInterface
  public interface Draw {
    /** The result for a seed. */
    Picture of(long seed, RestoreListener listener);
  }

  /**
   * Draws with the seeds {@code seed} to {@code seed + count - 1}. Needs room for three pictures in
   * float32, however many draws there are.
   *
   * @param draw makes pictures of one size
   * @param count at least {@link #LEAST}
   * @param each takes the number of a draw, from 1, and its picture as soon as it is made
   * @throws CancelledException if the listener asks for it
   */
  public static Posterior of(
      Draw draw,
      long seed,
      int count,
      BiConsumer<Integer, Picture> each,
      RestoreListener listener) {
    if (count < LEAST) {
      throw new IllegalArgumentException("at least " + LEAST + " draws, not " + count);
    }
    Engine.start();
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Picture first = null;
      Tensor mean = null;
      Tensor squares = null;
      for (int n = 1; n <= count; n++) {
        Picture picture = draw.of(seed + n - 1, new PartListener(listener, n - 1, count));
        each.accept(n, picture);
        if (first == null) {
          first = picture;
          mean = Pixels.rgb(picture);
          squares = mean.mul(new Scalar(0));
        } else {
          add(picture, n, mean, squares);
        }
      }
      ScalarTypeOptional same = new ScalarTypeOptional();
      Tensor variance = squares.div_(new Scalar(count - 1)).mean(new long[] {1}, true, same);
      return new Posterior(
          Pixels.picture(mean, Pixels.alpha(first), first.depth(), first.gray()),
          Tensors.floats(variance.sqrt()));
    }
  }

  /** Welford's running mean and sum of squared distances. */
  private static void add(Picture picture, int n, Tensor mean, Tensor squares) {
    try (var scope = Scope.open()) {
      Tensor value = Pixels.rgb(picture);
      Tensor before = value.sub(mean);
      mean.add_(before.div(new Scalar(n)));
      squares.add_(before.mul_(value.sub_(mean)));
    }
  }

  /** The deviations as a picture in the colours of {@link HeatMap}. */
  public Picture map() {
    return HeatMap.of(deviation, mean.width(), mean.height());
  }
}
