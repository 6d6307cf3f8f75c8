package io.github.resshift.nn;

import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Multi-head attention inside windows with a relative position bias (docs/method.md section 4). The
 * engine's fused attention is used where it is the faster one: float32 inference on the CPU, and
 * CUDA.
 */
final class WindowAttention {
  private static final double BIAS_DEVIATION = 0.02;

  private final int window;
  private final int heads;
  private final int width;
  private final Linear qkv;
  private final Linear proj;
  private final Tensor biasTable;
  private final Tensor biasIndex;
  private final boolean fused;

  WindowAttention(WeightScope scope, int width, int heads, int window) {
    this.window = window;
    this.heads = heads;
    this.width = width;
    long offsets = 2L * window - 1;
    this.biasTable =
        scope.get(
            "relative_position_bias_table", Init.normal(BIAS_DEVIATION), offsets * offsets, heads);
    this.biasIndex =
        scope.buffer("relative_position_index", () -> Windows.relativePositionIndex(window));
    this.qkv = new Linear(scope.at("qkv"), width, 3 * width);
    this.proj = new Linear(scope.at("proj"), width, width);
    boolean cuda = scope.placement().device().startsWith("cuda");
    this.fused =
        cuda || (scope.placement().dtype() == ScalarType.Float && !scope.placement().trainable());
  }

  /**
   * Attention within each window.
   *
   * @param x [N * windows, w*w, width], pictures outermost
   * @param mask [windows, w*w, w*w], or null where nothing was shifted
   */
  Tensor forward(Tensor x, Tensor mask) {
    long count = x.size(0);
    long tokens = x.size(1);
    long headWidth = width / heads;
    TensorVector parts =
        qkv.forward(x).view(count, tokens, 3, heads, headWidth).permute(2, 0, 3, 1, 4).unbind(0);
    Tensor q = parts.get(0);
    Tensor k = parts.get(1);
    Tensor v = parts.get(2);
    Tensor bias = bias(tokens).unsqueeze(0);
    if (mask != null) {
      bias = bias.add(mask.unsqueeze(1));
      long pictures = count / mask.size(0);
      if (pictures > 1) {
        bias = bias.repeat(pictures, 1, 1, 1);
      }
    }
    Tensor mixed = fused ? fused(q, k, v, bias) : explicit(q, k, v, bias, headWidth);
    return proj.forward(mixed.transpose(1, 2).reshape(count, tokens, width));
  }

  private Tensor bias(long tokens) {
    return biasTable
        .index_select(0, biasIndex.view(tokens * tokens))
        .view(tokens, tokens, heads)
        .permute(2, 0, 1)
        .contiguous();
  }

  private static Tensor fused(Tensor q, Tensor k, Tensor v, Tensor bias) {
    return torch.scaled_dot_product_attention(
        q, k, v, new TensorOptional(bias), 0.0, false, new DoubleOptional(), false);
  }

  private static Tensor explicit(Tensor q, Tensor k, Tensor v, Tensor bias, long headWidth) {
    Tensor scaled = q.mul(new Scalar(1 / Math.sqrt(headWidth)));
    Tensor attention = torch.matmul(scaled, k.transpose(-2, -1)).add(bias);
    return torch.matmul(attention.softmax(-1), v);
  }
}
