package io.github.resshift.model;

import io.github.resshift.nn.ByteRanges;
import io.github.resshift.tensor.ByteConvolution;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.WeightSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Finds what a step of a byte has to stand for in each channel of a guide ({@link ByteRanges}): so
 * much that nothing which the pictures shown held is cut off. Used by one thread.
 */
public final class RangeFinder {
  /** A channel that hardly moved in these pictures may in others. */
  private static final double LEAST_SHARE = 1.0 / 64;

  private final Map<String, float[]> steps = new LinkedHashMap<>();

  /**
   * Begins with ranges that were found before, so that none becomes narrower.
   *
   * @param ranges as {@link #steps} gives them
   */
  public void begin(WeightSource ranges) {
    try (var scope = Scope.open()) {
      for (String layer : ranges.names()) {
        steps.put(layer, Tensors.floats(ranges.tensor(layer)));
      }
    }
  }

  /**
   * Runs the guide on a picture and widens the ranges to what it makes of it.
   *
   * @param guide whose blocks are not of bytes
   * @param lq in [-1, 1], [N, 3, H, W]
   */
  public void see(Guide guide, Tensor lq) {
    try (var guard = new NoGradGuard()) {
      guide.show(lq, this::widen);
    }
  }

  /**
   * The same of a network's trunk on the guide's features.
   *
   * @param network whose trunk is not of bytes
   */
  public void see(Guide guide, GuidedNet network, Tensor lq) {
    see(guide, lq);
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      network.show(guide.run(lq).features(), this::widen);
    }
  }

  private void widen(String layer, Tensor seen) {
    try (var scope = Scope.open()) {
      long[] positions = {0, 2, 3};
      Tensor below = seen.amin(positions, false).neg().div(new Scalar(ByteConvolution.ZERO));
      int above = ByteConvolution.MOST - ByteConvolution.ZERO;
      Tensor over = seen.amax(positions, false).div(new Scalar(above));
      float[] needed = Tensors.floats(torch.maximum(below, over));
      steps.merge(layer, needed, RangeFinder::larger);
    }
  }

  private static float[] larger(float[] a, float[] b) {
    float[] each = new float[a.length];
    for (int i = 0; i < each.length; i++) {
      each[i] = Math.max(a[i], b[i]);
    }
    return each;
  }

  /**
   * The steps of all layers.
   *
   * @return one float32 value for each channel, tensors of the open scope
   */
  public Map<String, Tensor> steps() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    steps.forEach(
        (layer, found) -> {
          double most = 0;
          for (float step : found) {
            most = Math.max(most, step);
          }
          float[] each = found.clone();
          for (int i = 0; i < each.length; i++) {
            each[i] = (float) Math.max(each[i], Math.max(most * LEAST_SHARE, Float.MIN_NORMAL));
          }
          all.put(layer, Tensors.of(each, each.length));
        });
    return all;
  }
}
