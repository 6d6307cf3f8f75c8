package io.github.resshift.metric;

import io.github.resshift.tensor.Tensors;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Arithmetic on float64 maps [n, c, h, w] that several measures share. */
final class Maps {
  private Maps() {}

  /** A float64 tensor with a copy of the values. */
  static Tensor doubles(double[] values, long... shape) {
    Tensor out =
        torch.empty(shape, new TensorOptions(ScalarType.Double), new MemoryFormatOptional());
    new DoublePointer(out.data_ptr_double()).put(values);
    return out;
  }

  /** map * factor + offset. */
  static Tensor affine(Tensor map, double factor, double offset) {
    return map.mul(new Scalar(factor)).add(new Scalar(offset));
  }

  /** Element by element. */
  static Tensor power(Tensor map, double exponent) {
    return map.pow(new Scalar(exponent));
  }

  /** The mean of every plane: [n, c, 1, 1]. */
  static Tensor planeMeans(Tensor maps) {
    return maps.mean(new long[] {2, 3}, true, new ScalarTypeOptional());
  }

  /** Each plane with one kernel [1, 1, kh, kw], not flipped, valid positions only. */
  static Tensor correlate(Tensor maps, Tensor kernel) {
    long[] shape = Tensors.shape(maps);
    Tensor planes = maps.reshape(shape[0] * shape[1], 1, shape[2], shape[3]);
    Tensor out =
        torch.conv2d(
            planes,
            kernel,
            new TensorOptional(),
            new long[] {1, 1},
            new long[] {0, 0},
            new long[] {1, 1},
            1);
    return out.reshape(shape[0], shape[1], out.size(2), out.size(3));
  }

  /** As MATLAB's conv2(..., 'same'): zeros around, the kernel flipped, even sizes lean forward. */
  static Tensor convolveSame(Tensor maps, Tensor kernel) {
    long h = kernel.size(2);
    long w = kernel.size(3);
    Tensor padded =
        torch.constant_pad_nd(
            maps, new long[] {(w - 1) / 2, w / 2, (h - 1) / 2, h / 2}, new Scalar(0.0));
    return correlate(padded, torch.flip(kernel, new long[] {2, 3}));
  }

  /** Means of 2x2 blocks; an odd last row or column is met by zeros, as conv2 'same' does. */
  static Tensor halve(Tensor maps) {
    Tensor even =
        torch.constant_pad_nd(
            maps, new long[] {0, maps.size(3) % 2, 0, maps.size(2) % 2}, new Scalar(0.0));
    return torch.avg_pool2d(even, 2, 2);
  }

  /** (2 a b + c) / (a^2 + b^2 + c): 1 where the maps agree. */
  static Tensor similarity(Tensor a, Tensor b, double c) {
    return affine(a.mul(b), 2, c).div(affine(a.square().add(b.square()), 1, c));
  }
}
