package io.github.resshift.tensor;

import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Ways between Java arrays and tensors. All methods are thread-safe; tensors join the open scope.
 */
public final class Tensors {
  static {
    Engine.start();
  }

  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private Tensors() {}

  /** A float32 CPU tensor with a copy of {@code values} in row-major order. */
  public static Tensor of(float[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor t = torch.empty(shape, new TensorOptions(ScalarType.Float), noFormat());
    if (values.length > 0) {
      new FloatPointer(t.data_ptr_float()).put(values);
    }
    return t;
  }

  /** An int64 CPU tensor with a copy of {@code values} in row-major order. */
  public static Tensor of(long[] values, long... shape) {
    requireCount(values.length, shape);
    Tensor t = torch.empty(shape, new TensorOptions(ScalarType.Long), noFormat());
    if (values.length > 0) {
      new LongPointer(t.data_ptr_long()).put(values);
    }
    return t;
  }

  /** The values as float32 in row-major order, from any device and floating type. */
  public static float[] floats(Tensor tensor) {
    long n = tensor.numel();
    float[] out = new float[Math.toIntExact(n)];
    if (n == 0) {
      return out;
    }
    try (var scope = Scope.open()) {
      Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
      new FloatPointer(host.data_ptr_float()).get(out);
    }
    return out;
  }

  /** The values as int64 in row-major order. */
  public static long[] longs(Tensor tensor) {
    long[] out = new long[Math.toIntExact(tensor.numel())];
    if (out.length == 0) {
      return out;
    }
    try (var scope = Scope.open()) {
      Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Long).contiguous();
      new LongPointer(host.data_ptr_long()).get(out);
    }
    return out;
  }

  /** The raw little-endian bytes of a tensor in row-major order. */
  public static byte[] bytes(Tensor tensor) {
    byte[] out = new byte[Math.toIntExact(tensor.nbytes())];
    if (out.length == 0) {
      return out;
    }
    try (var scope = Scope.open()) {
      Tensor host = tensor.detach().cpu().contiguous();
      new BytePointer(host.data_ptr()).capacity(out.length).get(out);
    }
    return out;
  }

  /** The shape as an array. */
  public static long[] shape(Tensor tensor) {
    long[] out = new long[(int) tensor.dim()];
    for (int i = 0; i < out.length; i++) {
      out[i] = tensor.size(i);
    }
    return out;
  }

  /** Elements between neighbours on each axis. */
  public static long[] strides(Tensor tensor) {
    long[] out = new long[(int) tensor.dim()];
    for (int i = 0; i < out.length; i++) {
      out[i] = tensor.stride(i);
    }
    return out;
  }

  /** Number of elements of a shape. */
  public static long count(long... shape) {
    long n = 1;
    for (long s : shape) {
      n = Math.multiplyExact(n, s);
    }
    return n;
  }

  /** The single value of a one-element tensor. */
  public static double item(Tensor tensor) {
    return tensor.item().toDouble();
  }

  /** max |a - b|, in float64; NaN where either has NaN. */
  public static double maxAbsDifference(Tensor a, Tensor b) {
    try (var scope = Scope.open()) {
      return item(a.to(ScalarType.Double).sub(b.to(ScalarType.Double)).abs().max());
    }
  }

  /** Luma (BT.601) of red, green and blue, [N, 3, h, w] to [N, 1, h, w], in the same units. */
  public static Tensor luma(Tensor rgb) {
    return Scope.keep(
        () ->
            rgb.mul(of(LUMA, 1, LUMA.length, 1, 1).to(rgb.device(), rgb.scalar_type()))
                .sum(new long[] {1}, true, new ScalarTypeOptional()));
  }

  /** Clamps to [low, high]. */
  public static Tensor clamp(Tensor tensor, double low, double high) {
    return tensor.clamp(
        new org.bytedeco.pytorch.ScalarOptional(new Scalar(low)),
        new org.bytedeco.pytorch.ScalarOptional(new Scalar(high)));
  }

  static org.bytedeco.pytorch.MemoryFormatOptional noFormat() {
    return new org.bytedeco.pytorch.MemoryFormatOptional();
  }

  private static void requireCount(int actual, long[] shape) {
    if (count(shape) != actual) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " does not hold " + actual + " values");
    }
  }
}
