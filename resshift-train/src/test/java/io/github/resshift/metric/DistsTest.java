package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.metric.PlainLpips.Map3;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.MemorySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The formula of DISTS with made-up weights against plain loops in float64. */
class DistsTest {
  private static final int SIDE = 32;
  private static final int CHANNELS = 1475;

  /** As for LPIPS; the distance is one minus a sum near one, so this is absolute. */
  private static final double TOLERANCE = 2e-4;

  private final Random random = new Random(4);
  private final float[] alpha = positive(CHANNELS);
  private final float[] beta = positive(CHANNELS);

  @Test
  void equalsPlainLoopsAndIsZeroForEqualPictures() {
    PlainLpips plain = PlainLpips.smoothVgg(7);
    float[] a = picture();
    float[] b = picture();
    double expected = plainly(plain, a, b);
    try (var scope = Scope.open();
        Dists dists = dists(plain)) {
      Tensor x = Tensors.of(a, 1, 3, SIDE, SIDE);
      Tensor y = Tensors.of(b, 1, 3, SIDE, SIDE);
      assertThat(expected).isGreaterThan(0.05);
      assertThat(Tensors.item(dists.distance(x, y))).isCloseTo(expected, within(TOLERANCE));
      assertThat(Tensors.item(dists.distance(x, x))).isCloseTo(0, within(1e-6));
      Map<String, Tensor> wrong = new HashMap<>(weights());
      wrong.remove("beta");
      assertThatThrownBy(
              () ->
                  new Dists(
                      new MemorySource("vgg", plain.backbone()),
                      new MemorySource("weights.pt", wrong),
                      "cpu"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("weights.pt")
          .hasMessageContaining("beta");
    }
  }

  private double plainly(PlainLpips plain, float[] a, float[] b) {
    List<Map3> left = new ArrayList<>(List.of(unit(a)));
    List<Map3> right = new ArrayList<>(List.of(unit(b)));
    left.addAll(plain.looks(a, SIDE, SIDE));
    right.addAll(plain.looks(b, SIDE, SIDE));
    double weight = 0;
    for (int i = 0; i < CHANNELS; i++) {
      weight += alpha[i] + beta[i];
    }
    double similarity = 0;
    int channel = 0;
    for (int k = 0; k < left.size(); k++) {
      Map3 x = left.get(k);
      Map3 y = right.get(k);
      int plane = x.height() * x.width();
      for (int c = 0; c < x.channels(); c++, channel++) {
        double[] moments = new double[5];
        for (int p = 0; p < plane; p++) {
          double u = x.values()[c * plane + p];
          double v = y.values()[c * plane + p];
          moments[0] += u / plane;
          moments[1] += v / plane;
          moments[2] += u * u / plane;
          moments[3] += v * v / plane;
          moments[4] += u * v / plane;
        }
        double u = moments[0];
        double v = moments[1];
        double texture = (2 * u * v + 1e-6) / (u * u + v * v + 1e-6);
        double structure =
            (2 * (moments[4] - u * v) + 1e-6) / (moments[2] - u * u + moments[3] - v * v + 1e-6);
        similarity += (alpha[channel] * texture + beta[channel] * structure) / weight;
      }
    }
    return 1 - similarity;
  }

  private static Map3 unit(float[] picture) {
    double[] values = new double[picture.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (picture[i] + 1) / 2;
    }
    return new Map3(3, SIDE, SIDE, values);
  }

  private Map<String, Tensor> weights() {
    return Map.of(
        "alpha", Tensors.of(alpha, 1, CHANNELS, 1, 1), "beta", Tensors.of(beta, 1, CHANNELS, 1, 1));
  }

  private Dists dists(PlainLpips plain) {
    return new Dists(
        new MemorySource("vgg", plain.backbone()),
        new MemorySource("weights.pt", weights()),
        "cpu");
  }

  private float[] positive(int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = random.nextFloat();
    }
    return out;
  }

  private float[] picture() {
    float[] out = positive(3 * SIDE * SIDE);
    for (int i = 0; i < out.length; i++) {
      out[i] = 2 * out[i] - 1;
    }
    return out;
  }
}
