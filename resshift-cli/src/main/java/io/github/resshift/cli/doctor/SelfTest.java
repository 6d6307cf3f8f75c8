package io.github.resshift.cli.doctor;

import io.github.resshift.model.Condition;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Computes two small things of which the right result is known: a convolution, also computed here
 * in plain Java, and a tiny network with seeded weights, whose result is stored. Takes well under a
 * second and needs no files.
 */
final class SelfTest {
  private static final String TOPIC = "self_test";

  /** Sums of 72 products in float32 differ by their order: about 1e-6 of the values' scale. */
  private static final double CONVOLUTION_TOLERANCE = 1e-5;

  /** Some dozen layers in float32, in another order of summing on every kind of processor. */
  private static final double NETWORK_TOLERANCE = 1e-3;

  /** bfloat16 keeps 8 bits of each value; single networks stay within about 1 %. */
  private static final double BF16_TOLERANCE = 0.05;

  private static final int SEED = 7;
  private static final int CHANNELS = 8;
  private static final int HEIGHT = 17;
  private static final int WIDTH = 13;
  private static final int SIDE = 16;
  private static final int STEP = 3;
  private static final float WEIGHT_SCALE = 0.1f;

  /** Root mean square of the network's result. */
  private static final double EXPECTED_RMS = 0.1481144;

  /** Its first values. */
  private static final float[] EXPECTED_START = {
    0.0797334f, 0.0781250f, 0.0187335f, -0.1048749f, -0.0108933f, 0.0324440f
  };

  private static final SwinUNetConfig TINY =
      new SwinUNetConfig(
          SIDE,
          3,
          32,
          3,
          List.of(SIDE),
          0,
          List.of(1, 2),
          List.of(1, 1),
          1,
          32,
          2,
          32,
          8,
          2.0,
          true,
          false,
          SIDE);

  private SelfTest() {}

  /** A 3x3 convolution against a computation in Java. */
  static Finding convolution() {
    GaussianField field = new GaussianField(SEED);
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor x = field.window(0, CHANNELS, 0, 0, HEIGHT, WIDTH);
      Tensor weight = field.window(1, CHANNELS * CHANNELS, 0, 0, 3, 3);
      Tensor bias = field.window(2, CHANNELS, 0, 0, 1, 1);
      Map<String, Tensor> weights =
          Map.of(
              "weight", weight.reshape(CHANNELS, CHANNELS, 3, 3), "bias", bias.reshape(CHANNELS));
      WeightLoader loader =
          new WeightLoader(new MemorySource("the self-test", weights), Placement.cpu());
      Conv2d conv = Conv2d.same3(loader.root(), CHANNELS, CHANNELS);
      try (Parameters parameters = loader.finish()) {
        float[] actual = Tensors.floats(conv.forward(x));
        float[] expected =
            convolve(Tensors.floats(x), Tensors.floats(weight), Tensors.floats(bias));
        return judge("convolution", error(actual, expected), CONVOLUTION_TOLERANCE);
      }
    }
  }

  /** The tiny network in float32 on the processor against its stored result. */
  static Finding network() {
    float[] actual = forward(Placement.cpu());
    float[] start = Arrays.copyOf(actual, EXPECTED_START.length);
    double error =
        Math.max(error(start, EXPECTED_START), Math.abs(rms(actual) - EXPECTED_RMS) / EXPECTED_RMS);
    return judge("network_cpu_fp32", error, NETWORK_TOLERANCE);
  }

  /** The tiny network as a run would use it against float32 on the processor. */
  static Finding network(String device, Precision precision) {
    String name =
        "network_" + device.replace(':', '_') + "_" + precision.name().toLowerCase(Locale.ROOT);
    try {
      float[] expected = forward(Placement.cpu());
      float[] actual = forward(new Placement(device, precision.dtype(), true, false));
      return judge(
          name,
          error(actual, expected),
          precision == Precision.BF16 ? BF16_TOLERANCE : NETWORK_TOLERANCE);
    } catch (RuntimeException e) {
      return Finding.problem(TOPIC, name, "FAILED: " + e.getMessage());
    }
  }

  /** One prediction of the tiny network with weights from the noise field. */
  static float[] forward(Placement placement) {
    GaussianField field = new GaussianField(SEED);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        SwinUNet network = SwinUNet.initialise(TINY, SEED, placement)) {
      int number = 0;
      for (Tensor weight : network.parameters().weights().values()) {
        int count = Math.toIntExact(weight.numel());
        Tensor values = field.window(number++, 1, 0, 0, 1, count);
        weight.copy_(values.mul(new Scalar(WEIGHT_SCALE)).reshape(Tensors.shape(weight)));
      }
      Tensor x = place(field.window(number, 3, 0, 0, SIDE, SIDE), placement);
      Tensor lq = place(field.window(number + 1, 3, 0, 0, SIDE, SIDE), placement);
      return Tensors.floats(network.predict(x, new long[] {STEP}, Condition.of(lq, null)));
    }
  }

  private static Tensor place(Tensor tensor, Placement placement) {
    return tensor.to(placement.handle(), placement.dtype());
  }

  private static float[] convolve(float[] x, float[] weight, float[] bias) {
    float[] out = new float[CHANNELS * HEIGHT * WIDTH];
    for (int o = 0; o < CHANNELS; o++) {
      for (int row = 0; row < HEIGHT; row++) {
        for (int column = 0; column < WIDTH; column++) {
          out[(o * HEIGHT + row) * WIDTH + column] =
              (float) (bias[o] + window(x, weight, o, row, column));
        }
      }
    }
    return out;
  }

  private static double window(float[] x, float[] weight, int o, int row, int column) {
    double sum = 0;
    for (int c = 0; c < CHANNELS; c++) {
      for (int k = 0; k < 9; k++) {
        int y = row + k / 3 - 1;
        int z = column + k % 3 - 1;
        if (y >= 0 && y < HEIGHT && z >= 0 && z < WIDTH) {
          sum += (double) x[(c * HEIGHT + y) * WIDTH + z] * weight[(o * CHANNELS + c) * 9 + k];
        }
      }
    }
    return sum;
  }

  /** Root mean square of the difference as a part of that of the expected values. */
  static double error(float[] actual, float[] expected) {
    float[] difference = new float[expected.length];
    for (int i = 0; i < expected.length; i++) {
      difference[i] = actual[i] - expected[i];
    }
    return rms(difference) / rms(expected);
  }

  private static double rms(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  static Finding judge(String name, double error, double tolerance) {
    // Written so that NaN fails.
    boolean fine = error <= tolerance;
    String figures = String.format(Locale.ROOT, "error %.1e, allowed %.0e", error, tolerance);
    return fine
        ? Finding.fine(TOPIC, name, "right (" + figures + ")")
        : Finding.problem(TOPIC, name, "WRONG RESULT (" + figures + ")");
  }
}
