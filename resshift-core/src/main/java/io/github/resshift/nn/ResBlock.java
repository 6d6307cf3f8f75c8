package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Residual block of the denoiser with scale and shift from the time embedding (docs/method.md
 * section 4): [N, in, H, W] to [N, out, H, W].
 */
public final class ResBlock {
  private static final double EPSILON = 1e-5;

  private final GroupNorm norm1;
  private final Conv2d conv1;
  private final Linear embedding;
  private final GroupNorm norm2;
  private final Conv2d conv2;
  private final Conv2d skip;
  private final double dropout;

  /** Fetches the block's tensors; {@code embed} is the width of the time embedding. */
  public ResBlock(WeightScope scope, int in, int out, int embed, double dropout) {
    this.norm1 = new GroupNorm(scope.at("in_layers.0"), in, EPSILON);
    this.conv1 = Conv2d.same3(scope.at("in_layers.2"), in, out);
    this.embedding = new Linear(scope.at("emb_layers.1"), embed, 2 * out);
    this.norm2 = new GroupNorm(scope.at("out_layers.0"), out, EPSILON);
    this.conv2 = Conv2d.zero3(scope.at("out_layers.3"), out, out);
    this.skip = in == out ? null : Conv2d.pointwise(scope.at("skip_connection"), in, out);
    this.dropout = dropout;
  }

  /**
   * Applies the block.
   *
   * @param x [N, in, H, W]
   * @param activatedTime SiLU of the time embedding, [N, embed], or [1, embed] where all samples
   *     are at the same step, which is faster; the same for all blocks, so the caller computes it
   *     once
   * @param training whether dropout is active
   */
  public Tensor forward(Tensor x, Tensor activatedTime, boolean training) {
    return Scope.keep(
        () -> {
          Tensor h = conv1.forward(Activations.silu(norm1.forward(x)));
          Tensor g = Activations.silu(modulated(h, activatedTime));
          if (training && dropout > 0) {
            g = torch.dropout(g, dropout, true);
          }
          Tensor identity = skip == null ? x : skip.forward(x);
          return Activations.add(conv2.forward(g), identity);
        });
  }

  /** The second normalisation with the scale and shift of each sample's time step. */
  private Tensor modulated(Tensor h, Tensor activatedTime) {
    Tensor film = embedding.forward(activatedTime);
    if (film.size(0) == 1) {
      TensorVector shared = film.squeeze(0).chunk(2, 0);
      return norm2.forward(h, shared.get(0), shared.get(1));
    }
    TensorVector each = film.unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
    Tensor normal = norm2.forward(h);
    return torch.addcmul(normal.add(each.get(1)), normal, each.get(0));
  }
}
