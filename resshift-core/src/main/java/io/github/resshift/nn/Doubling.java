package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Doubling by nearest neighbours and a 3x3 convolution with bias, padding 1: [N, in, H, W] to [N,
 * out, 2 H, 2 W].
 *
 * <p>Of the nine weights of a doubled pixel some meet the same pixel of x, which ones its parity
 * tells. With those added up beforehand each of the four parities is a 2x2 convolution of x: the
 * same sums with four products in place of nine.
 */
public final class Doubling {
  private static final long[] ONE = {1, 1};

  private final Tensor weight;
  private final Tensor bias;
  private final long out;

  /** Fetches {@code weight} and {@code bias}. */
  public Doubling(WeightScope scope, int in, int out) {
    this.weight = scope.get("weight", Init.fanIn(9L * in), out, in, 3, 3);
    this.bias = scope.get("bias", Init.fanIn(9L * in), out);
    this.out = out;
  }

  /** Applies both. */
  public Tensor forward(Tensor x) {
    // The four results are cheap to interleave where channels lie together, and gradients of the
    // plain operations need no copies.
    boolean apart = !GradMode.is_enabled() && x.is_contiguous(MemoryFormat.ChannelsLast);
    return Scope.keep(() -> apart ? interleaved(x) : plain(x));
  }

  private Tensor plain(Tensor x) {
    Tensor doubled = torch.upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
    return convolved(doubled, weight, bias);
  }

  private Tensor interleaved(Tensor x) {
    long height = x.size(2);
    long width = x.size(3);
    // At [i + a, j + b] it has the pixel [2 i + a, 2 j + b].
    Tensor all = convolved(x, ofParities(), bias.repeat(4));
    Tensor result =
        torch.empty(
            new long[] {x.size(0), out, 2 * height, 2 * width},
            x.options(),
            new MemoryFormatOptional(MemoryFormat.ChannelsLast));
    // [N, out, H, a, W, b]
    Tensor pixels = result.view(x.size(0), out, height, 2, width, 2);
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        Tensor one = all.narrow(1, (2 * a + b) * out, out).narrow(2, a, height).narrow(3, b, width);
        pixels.select(5, b).select(3, a).copy_(one);
      }
    }
    return result;
  }

  /**
   * Weights [4 out, in, 2, 2], the parity of the line before that of the column; made anew each
   * time, because a training changes the nine.
   */
  private Tensor ofParities() {
    Tensor whole = weight.to(ScalarType.Float);
    TensorVector all = new TensorVector();
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        all.push_back(pairs(pairs(whole, 2, a), 3, b));
      }
    }
    return torch.cat(all, 0).to(weight.scalar_type()).contiguous(MemoryFormat.ChannelsLast);
  }

  /** An even pixel sees its lower neighbour once and its own twice, an odd one the other way. */
  private static Tensor pairs(Tensor weight, int axis, int parity) {
    Tensor first = weight.narrow(axis, 0, 1);
    Tensor middle = weight.narrow(axis, 1, 1);
    Tensor last = weight.narrow(axis, 2, 1);
    return torch.cat(
        parity == 0
            ? new TensorVector(first, middle.add(last))
            : new TensorVector(first.add(middle), last),
        axis);
  }

  private static Tensor convolved(Tensor x, Tensor weight, Tensor bias) {
    return torch.conv2d(x, weight, new TensorOptional(bias), ONE, ONE, ONE, 1);
  }
}
