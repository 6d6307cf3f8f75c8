package io.github.resshift.metric;

import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;

/** LPIPS in float64 loops with random weights; made to be plain, not fast. */
final class PlainLpips {
  private static final double[] SHIFT = {-.030, -.088, -.188};
  private static final double[] SCALE = {.458, .448, .450};

  /** name:in:out:kernel:stride:padding, pool3, pool2, ceil3, fire:N:in:narrow:wide, or look. */
  private static final Map<LpipsNetwork, String> LAYERS =
      Map.of(
          LpipsNetwork.ALEX,
          "0:3:64:11:4:2 look pool3 3:64:192:5:1:2 look pool3 6:192:384:3:1:1 look"
              + " 8:384:256:3:1:1 look 10:256:256:3:1:1 look",
          LpipsNetwork.VGG,
          "0:3:64:3:1:1 2:64:64:3:1:1 look pool2 5:64:128:3:1:1 7:128:128:3:1:1 look pool2"
              + " 10:128:256:3:1:1 12:256:256:3:1:1 14:256:256:3:1:1 look pool2"
              + " 17:256:512:3:1:1 19:512:512:3:1:1 21:512:512:3:1:1 look pool2"
              + " 24:512:512:3:1:1 26:512:512:3:1:1 28:512:512:3:1:1 look",
          LpipsNetwork.SQUEEZE,
          "0:3:64:3:2:0 look ceil3 fire:3:64:16:64 fire:4:128:16:64 look"
              + " ceil3 fire:6:128:32:128 fire:7:256:32:128 look"
              + " ceil3 fire:9:256:48:192 look fire:10:384:48:192 look"
              + " fire:11:384:64:256 look fire:12:512:64:256 look");

  record Map3(int channels, int height, int width, double[] values) {
    double at(int c, int y, int x) {
      return values[(c * height + y) * width + x];
    }
  }

  private final String[] layers;
  private final Map<String, float[]> weights = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final List<float[]> channelWeights = new ArrayList<>();
  private final Random random;

  PlainLpips(LpipsNetwork network, long seed) {
    this(network, seed, LAYERS.get(network));
  }

  /** VGG 16 with the poolings of DISTS. */
  static PlainLpips smoothVgg(long seed) {
    LpipsNetwork vgg = LpipsNetwork.VGG;
    return new PlainLpips(vgg, seed, LAYERS.get(vgg).replace("pool2", "smooth"));
  }

  private PlainLpips(LpipsNetwork network, long seed, String described) {
    this.layers = described.split(" ");
    this.random = new Random(seed);
    for (String layer : layers) {
      String[] part = layer.split(":");
      if (part[0].equals("fire")) {
        int in = Integer.parseInt(part[2]);
        int narrow = Integer.parseInt(part[3]);
        int wide = Integer.parseInt(part[4]);
        make(part[1] + ".squeeze", in, narrow, 1);
        make(part[1] + ".expand1x1", narrow, wide, 1);
        make(part[1] + ".expand3x3", narrow, wide, 3);
      } else if (part.length > 1) {
        make(
            part[0],
            Integer.parseInt(part[1]),
            Integer.parseInt(part[2]),
            Integer.parseInt(part[3]));
      }
    }
    for (int channels : network.channels()) {
      float[] w = new float[channels];
      for (int c = 0; c < channels; c++) {
        w[c] = random.nextFloat();
      }
      channelWeights.add(w);
    }
  }

  private void make(String name, int in, int out, int kernel) {
    float[] w = new float[out * in * kernel * kernel];
    double deviation = Math.sqrt(2.0 / (in * kernel * kernel));
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (random.nextGaussian() * deviation);
    }
    float[] b = new float[out];
    for (int i = 0; i < out; i++) {
      b[i] = (float) (random.nextGaussian() * 0.1);
    }
    weights.put("features." + name + ".weight", w);
    shapes.put("features." + name + ".weight", new long[] {out, in, kernel, kernel});
    weights.put("features." + name + ".bias", b);
    shapes.put("features." + name + ".bias", new long[] {out});
  }

  Map<String, Tensor> backbone() {
    Map<String, Tensor> out = new LinkedHashMap<>();
    weights.forEach((name, values) -> out.put(name, Tensors.of(values, shapes.get(name))));
    return out;
  }

  Map<String, Tensor> linear() {
    Map<String, Tensor> out = new LinkedHashMap<>();
    for (int i = 0; i < channelWeights.size(); i++) {
      float[] w = channelWeights.get(i);
      out.put("lin" + i + ".model.1.weight", Tensors.of(w, 1, w.length, 1, 1));
    }
    return out;
  }

  double distance(float[] a, float[] b, int height, int width) {
    List<Map3> left = looks(a, height, width);
    List<Map3> right = looks(b, height, width);
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      Map3 x = left.get(i);
      Map3 y = right.get(i);
      int plane = x.height() * x.width();
      double total = 0;
      for (int p = 0; p < plane; p++) {
        double lengthX = length(x, p, plane);
        double lengthY = length(y, p, plane);
        for (int c = 0; c < x.channels(); c++) {
          double d = x.values()[c * plane + p] / lengthX - y.values()[c * plane + p] / lengthY;
          total += channelWeights.get(i)[c] * d * d;
        }
      }
      sum += total / plane;
    }
    return sum;
  }

  private static double length(Map3 map, int position, int plane) {
    double squares = 0;
    for (int c = 0; c < map.channels(); c++) {
      double v = map.values()[c * plane + position];
      squares += v * v;
    }
    return Math.sqrt(squares) + 1e-10;
  }

  List<Map3> looks(float[] picture, int height, int width) {
    double[] values = new double[picture.length];
    int plane = height * width;
    for (int i = 0; i < values.length; i++) {
      values[i] = (picture[i] - SHIFT[i / plane]) / SCALE[i / plane];
    }
    Map3 x = new Map3(3, height, width, values);
    List<Map3> looks = new ArrayList<>();
    for (String layer : layers) {
      String[] part = layer.split(":");
      switch (part[0]) {
        case "look" -> looks.add(x);
        case "smooth" -> x = smooth(x);
        case "pool2" -> x = pool(x, 2, false);
        case "pool3" -> x = pool(x, 3, false);
        case "ceil3" -> x = pool(x, 3, true);
        case "fire" -> {
          Map3 few = convolve(x, part[1] + ".squeeze", 1, 0);
          x =
              joined(
                  convolve(few, part[1] + ".expand1x1", 1, 0),
                  convolve(few, part[1] + ".expand3x3", 1, 1));
        }
        default -> x = convolve(x, part[0], Integer.parseInt(part[4]), Integer.parseInt(part[5]));
      }
    }
    return looks;
  }

  private Map3 convolve(Map3 in, String name, int stride, int padding) {
    float[] w = weights.get("features." + name + ".weight");
    float[] b = weights.get("features." + name + ".bias");
    int kernel = (int) shapes.get("features." + name + ".weight")[2];
    int height = (in.height() + 2 * padding - kernel) / stride + 1;
    int width = (in.width() + 2 * padding - kernel) / stride + 1;
    double[] out = new double[b.length * height * width];
    for (int o = 0; o < b.length; o++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double sum = b[o];
          for (int c = 0; c < in.channels(); c++) {
            for (int ky = 0; ky < kernel; ky++) {
              int row = y * stride + ky - padding;
              if (row < 0 || row >= in.height()) {
                continue;
              }
              int base = ((o * in.channels() + c) * kernel + ky) * kernel;
              for (int kx = 0; kx < kernel; kx++) {
                int column = x * stride + kx - padding;
                if (column >= 0 && column < in.width()) {
                  sum += w[base + kx] * in.at(c, row, column);
                }
              }
            }
          }
          out[(o * height + y) * width + x] = Math.max(0, sum);
        }
      }
    }
    return new Map3(b.length, height, width, out);
  }

  private static Map3 smooth(Map3 in) {
    int height = (in.height() - 1) / 2 + 1;
    int width = (in.width() - 1) / 2 + 1;
    double[] out = new double[in.channels() * height * width];
    double[] taps = {0.25, 0.5, 0.25};
    for (int i = 0; i < out.length; i++) {
      int c = i / (height * width);
      double sum = 0;
      for (int k = 0; k < 9; k++) {
        int y = i / width % height * 2 + k / 3 - 1;
        int x = i % width * 2 + k % 3 - 1;
        if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
          sum += taps[k / 3] * taps[k % 3] * in.at(c, y, x) * in.at(c, y, x);
        }
      }
      out[i] = Math.sqrt(sum + 1e-12);
    }
    return new Map3(in.channels(), height, width, out);
  }

  private static Map3 pool(Map3 in, int kernel, boolean ceil) {
    int height = pooled(in.height(), kernel, ceil);
    int width = pooled(in.width(), kernel, ceil);
    double[] out = new double[in.channels() * height * width];
    for (int i = 0; i < out.length; i++) {
      int c = i / (height * width);
      int y = i / width % height * 2;
      int x = i % width * 2;
      double best = Double.NEGATIVE_INFINITY;
      for (int row = y; row < Math.min(in.height(), y + kernel); row++) {
        for (int column = x; column < Math.min(in.width(), x + kernel); column++) {
          best = Math.max(best, in.at(c, row, column));
        }
      }
      out[i] = best;
    }
    return new Map3(in.channels(), height, width, out);
  }

  /** Windows may hang over the end in ceil mode, but must start inside. */
  private static int pooled(int side, int kernel, boolean ceil) {
    int windows = (side - kernel + (ceil ? 1 : 0)) / 2 + 1;
    return ceil && (windows - 1) * 2 >= side ? windows - 1 : windows;
  }

  private static Map3 joined(Map3 a, Map3 b) {
    double[] values = new double[a.values().length + b.values().length];
    System.arraycopy(a.values(), 0, values, 0, a.values().length);
    System.arraycopy(b.values(), 0, values, a.values().length, b.values().length);
    return new Map3(a.channels() + b.channels(), a.height(), a.width(), values);
  }
}
