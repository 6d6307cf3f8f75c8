package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A distance of pictures in the features of a trained network.
 *
 * <p>It is differentiable with respect to both pictures, so it is a loss, too; the weights
 * themselves are constants. Instances are immutable and thread-safe; closing one frees its weights.
 */
public abstract sealed class LearnedDistance implements AutoCloseable
    permits Lpips, PerceptualDistance, Dists {
  private static final double EPSILON = 1e-10;

  private final String name;
  private final int minSide;

  /**
   * @param name for messages
   * @param minSide side in pixels that pictures need at least
   */
  LearnedDistance(String name, int minSide) {
    this.name = name;
    this.minSide = minSide;
  }

  /**
   * The distance of each pair.
   *
   * @param a [n, 3, h, w] in [-1, 1], float32 on this instance's device
   * @param b as {@code a}
   * @return float32 [n], in the open scope, with a graph where an input has one; 0 for equal
   *     pictures, lower is better
   * @throws IllegalArgumentException for pictures that are of unequal size or too small
   */
  public final Tensor distance(Tensor a, Tensor b) {
    require(a, b);
    return Scope.keep(() -> compare(features(a), features(b)));
  }

  /** Frees the weights. */
  @Override
  public abstract void close();

  /** The features that are compared, each [n, c, h', w'], from pictures in [-1, 1]. */
  abstract List<Tensor> features(Tensor pictures);

  /** The distance [n] of such features. */
  abstract Tensor compare(List<Tensor> left, List<Tensor> right);

  /**
   * Features are scaled to unit length over the channels at every position, their squared
   * differences are added up over the channels and averaged over the positions, and the places of
   * the network are added up.
   *
   * @param overChannels adds up squared differences [n, c, h', w'] of a place: [n, h', w']
   */
  static Tensor ofUnitFeatures(
      List<Tensor> left, List<Tensor> right, BiFunction<Integer, Tensor, Tensor> overChannels) {
    Tensor sum = null;
    for (int place = 0; place < left.size(); place++) {
      Tensor difference = unit(left.get(place)).sub(unit(right.get(place)));
      Tensor added = overChannels.apply(place, difference.mul(difference));
      Tensor mean = added.mean(new long[] {1, 2}, false, new ScalarTypeOptional());
      sum = sum == null ? mean : sum.add(mean);
    }
    return sum;
  }

  /**
   * Features of length one at every position, in float32 whatever the convolutions gave. Where all
   * features are 0 the root's derivative would be infinite; the lower bound makes it 0 and changes
   * no value.
   */
  private static Tensor unit(Tensor features) {
    Tensor exact = features.to(ScalarType.Float);
    Tensor squares = exact.mul(exact).sum(new long[] {1}, true, new ScalarTypeOptional());
    Tensor bounded = squares.clamp_min(new Scalar(EPSILON * EPSILON));
    return exact.div(bounded.sqrt().add(new Scalar(EPSILON)));
  }

  private void require(Tensor a, Tensor b) {
    long[] shape = Tensors.shape(a);
    if (!Arrays.equals(shape, Tensors.shape(b))) {
      throw new IllegalArgumentException(
          String.format(
              "pictures to compare must have one size, not %s and %s",
              Arrays.toString(shape), Arrays.toString(Tensors.shape(b))));
    }
    if (shape.length != 4 || shape[1] != 3 || shape[2] < minSide || shape[3] < minSide) {
      throw new IllegalArgumentException(
          String.format(
              "%s needs pictures [n, 3, h, w] of at least %dx%d pixels, not %s",
              name, minSide, minSide, Arrays.toString(shape)));
    }
  }
}
