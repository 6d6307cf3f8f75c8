package io.github.resshift.model;

import io.github.resshift.nn.Activations;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.GroupNorm;
import io.github.resshift.nn.Norms;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Blocks that the encoder and the decoder of autoencoders share (docs/method.md section 5). */
final class AutoencoderBlocks {
  static final double EPSILON = 1e-6;

  private AutoencoderBlocks() {}

  /** Two normalised 3x3 convolutions with a skip connection. */
  static final class Residual {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d shortcut;

    Residual(WeightScope scope, int in, int out) {
      this.norm1 = new GroupNorm(scope.at("norm1"), in, EPSILON);
      this.conv1 = Conv2d.same3(scope.at("conv1"), in, out);
      this.norm2 = new GroupNorm(scope.at("norm2"), out, EPSILON);
      this.conv2 = Conv2d.same3(scope.at("conv2"), out, out);
      this.shortcut = in == out ? null : Conv2d.pointwise(scope.at("nin_shortcut"), in, out);
    }

    Tensor forward(Tensor x, Norms norms) {
      return Scope.keep(
          () -> {
            Tensor h = conv1.forward(Activations.silu(norms.apply(norm1, x)));
            h = conv2.forward(Activations.silu(norms.apply(norm2, h)));
            return Activations.add(h, shortcut == null ? x : shortcut.forward(x));
          });
    }
  }

  /** Single-head attention over all positions. */
  static final class Attention {
    /** Queries at a time: bounds the score matrix without a measurable cost (docs/engine.md). */
    private static final long CHUNK = 1024;

    private final GroupNorm norm;
    private final Conv2d q;
    private final Conv2d k;
    private final Conv2d v;
    private final Conv2d out;
    private final double scale;

    /** The type of the products of all positions; null where it is that of the rest. */
    private final ScalarType products;

    Attention(WeightScope scope, int channels) {
      this.norm = new GroupNorm(scope.at("norm"), channels, EPSILON);
      this.q = Conv2d.pointwise(scope.at("q"), channels, channels);
      this.k = Conv2d.pointwise(scope.at("k"), channels, channels);
      this.v = Conv2d.pointwise(scope.at("v"), channels, channels);
      this.out = Conv2d.pointwise(scope.at("proj_out"), channels, channels);
      this.scale = 1 / Math.sqrt(channels);
      Placement placement = scope.placement();
      this.products = placement.dtype() == placement.stageDtype() ? null : placement.stageDtype();
    }

    Tensor forward(Tensor x, Norms norms) {
      return Scope.keep(
          () -> {
            Tensor normal = norms.apply(norm, x);
            Tensor queries = forProducts(tokens(q.forward(normal)).mul(new Scalar(scale)));
            Tensor keys = forProducts(tokens(k.forward(normal))).transpose(1, 2).contiguous();
            Tensor values = forProducts(tokens(v.forward(normal))).contiguous();
            long count = queries.size(1);
            TensorVector chunks = new TensorVector();
            for (long start = 0; start < count; start += CHUNK) {
              Tensor part = queries.narrow(1, start, Math.min(CHUNK, count - start));
              chunks.push_back(attend(part, keys, values));
            }
            Tensor mixed =
                torch
                    .cat(chunks, 1)
                    .transpose(1, 2)
                    .reshape(x.size(0), x.size(1), x.size(2), x.size(3));
            Tensor back = products == null ? mixed : mixed.to(x.scalar_type());
            return Activations.add(out.forward(back), x);
          });
    }

    private Tensor forProducts(Tensor x) {
      return products == null ? x : x.to(products);
    }

    private static Tensor attend(Tensor queries, Tensor keys, Tensor values) {
      return Scope.keep(() -> torch.matmul(torch.matmul(queries, keys).softmax(-1), values));
    }

    /** [N, C, H, W] to [N, H*W, C]. */
    private static Tensor tokens(Tensor x) {
      return x.flatten(2, 3).transpose(1, 2);
    }
  }

  /** Residual, attention, residual: the part at the coarsest resolution. */
  static final class Middle {
    private final Residual block1;
    private final Attention attention;
    private final Residual block2;

    Middle(WeightScope scope, int channels) {
      this.block1 = new Residual(scope.at("block_1"), channels, channels);
      this.attention = new Attention(scope.at("attn_1"), channels);
      this.block2 = new Residual(scope.at("block_2"), channels, channels);
    }

    Tensor forward(Tensor x, Norms norms) {
      return block2.forward(attention.forward(block1.forward(x, norms), norms), norms);
    }
  }
}
