package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.MemorySource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * DISTS against its authors' package, with weights and pictures that a formula makes. The expected
 * figures are of {@code DISTS-pytorch} 0.1 with torch 1.12.1 and torchvision 0.13.1:
 *
 * <pre>
 * def values(seed, *shape):
 *     h = (np.arange(np.prod(shape), dtype=np.uint64) * 0x9E3779B1 + seed * 0x85EBCA77) & 0xFFFFFFFF
 *     h ^= h &gt;&gt; np.uint64(15)
 *     h = (h * 0x2C1B3C6D) & 0xFFFFFFFF
 *     h ^= h &gt;&gt; np.uint64(12)
 *     return (h / 2.0 ** 32).reshape(shape)
 * for number, layer in enumerate(network.features):  # of torchvision.models.vgg16(weights=None)
 *     if hasattr(layer, "weight"):
 *         shape = layer.weight.shape
 *         layer.weight.data = float32((2 * values(number + 1, *shape) - 1) * (6 / prod(shape[1:])) ** 0.5)
 *         layer.bias.data = float32((2 * values(number + 101, shape[0]) - 1) * 0.1)
 * torchvision.models.vgg16 = lambda *a, **k: network
 * dists = DISTS()
 * dists.alpha.data = float32(values(201, 1, 1475, 1, 1))
 * dists.beta.data = float32(values(202, 1, 1475, 1, 1))
 * noise, other = float32(values(301, 1, 3, 48, 40)), float32(values(302, 1, 3, 48, 40))
 * y, x = np.mgrid[0:48, 0:40]
 * ramps = float32(((x * 5 + y * 3)[None] + 40 * np.arange(3)[:, None, None]) % 256 / 255)[None]
 * faint = ramps + (noise - 0.5) / 8
 * dists(noise, other), dists(ramps, faint), dists(faint, ramps * 0.5)
 * </pre>
 */
class DistsGoldenTest {
  private static final int HEIGHT = 48;
  private static final int WIDTH = 40;
  private static final int CHANNELS = 1475;
  private static final int[] LAYERS = {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};
  private static final int[] WIDTHS = {
    3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512
  };

  /** Two engines' float32, in one minus a sum near one. */
  private static final double TOLERANCE = 2e-5;

  @Test
  void givesTheFiguresOfTheAuthorsPackage() {
    try (var scope = Scope.open();
        Dists dists =
            new Dists(
                new MemorySource("vgg", backbone()),
                new MemorySource(
                    "weights",
                    Map.of(
                        "alpha",
                        values(201, 1, CHANNELS, 1, 1),
                        "beta",
                        values(202, 1, CHANNELS, 1, 1))),
                "cpu")) {
      Tensor noise = picture(i -> value(301, i));
      Tensor ramps = picture(DistsGoldenTest::ramp);
      Tensor faint = picture(i -> ramp(i) + (value(301, i) - 0.5) / 8);
      assertThat(Tensors.item(dists.distance(noise, picture(i -> value(302, i)))))
          .isCloseTo(0.0878970, within(TOLERANCE));
      assertThat(Tensors.item(dists.distance(ramps, faint)))
          .isCloseTo(0.0038538, within(TOLERANCE));
      assertThat(Tensors.item(dists.distance(faint, picture(i -> ramp(i) / 2))))
          .isCloseTo(0.3042921, within(TOLERANCE));
    }
  }

  private static Map<String, Tensor> backbone() {
    Map<String, Tensor> all = new HashMap<>();
    for (int i = 0; i < LAYERS.length; i++) {
      int layer = LAYERS[i];
      int in = WIDTHS[i];
      int out = WIDTHS[i + 1];
      double bound = Math.sqrt(6.0 / (in * 9));
      all.put(
          "features." + layer + ".weight",
          tensor(k -> (2 * value(layer + 1, k) - 1) * bound, out, in, 3, 3));
      all.put(
          "features." + layer + ".bias", tensor(k -> (2 * value(layer + 101, k) - 1) * 0.1, out));
    }
    return all;
  }

  /** A mix of the bits of a position, in [0, 1). */
  private static double value(long seed, int position) {
    long mask = 0xFFFFFFFFL;
    long h = (position * 0x9E3779B1L + seed * 0x85EBCA77L) & mask;
    h ^= h >>> 15;
    h = (h * 0x2C1B3C6DL) & mask;
    h ^= h >>> 12;
    return h / 0x1p32;
  }

  private static double ramp(int position) {
    int plane = HEIGHT * WIDTH;
    int y = position % plane / WIDTH;
    int x = position % WIDTH;
    return (x * 5 + y * 3 + 40 * (position / plane)) % 256 / 255.0;
  }

  /** From values in [0, 1]. */
  private static Tensor picture(IntToDoubleFunction at) {
    return tensor(i -> 2 * at.applyAsDouble(i) - 1, 1, 3, HEIGHT, WIDTH);
  }

  private static Tensor values(long seed, long... shape) {
    return tensor(i -> value(seed, i), shape);
  }

  private static Tensor tensor(IntToDoubleFunction at, long... shape) {
    int count = 1;
    for (long side : shape) {
      count = Math.toIntExact(count * side);
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) at.applyAsDouble(i);
    }
    return Tensors.of(values, shape);
  }
}
