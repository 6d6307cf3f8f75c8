package io.github.resshift.model;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The codes of the VQ autoencoder and the search for the nearest (docs/method.md sections 5 and 9,
 * item 7).
 */
public final class Codebook {
  /** Positions at a time: bounds the matrix of distances. */
  private static final long CHUNK = 4096;

  private final Tensor codes;

  Codebook(WeightScope scope, int count, int width) {
    this.codes = scope.get("embedding.weight", Init.uniform(1.0 / count), count, width);
  }

  /**
   * The index of the nearest code at each position by squared L2 distance, the first one on ties.
   *
   * @param z [N, C, h, w]
   * @return int64 [N * h * w], in the order n, y, x
   */
  public Tensor indices(Tensor z) {
    return Scope.keep(
        () -> {
          Tensor table = codes.to(ScalarType.Float);
          Tensor rows = z.permute(0, 2, 3, 1).reshape(-1, z.size(1)).to(ScalarType.Float);
          Tensor codeNorm = table.pow(new Scalar(2)).sum(1);
          Tensor transposed = table.t();
          TensorVector parts = new TensorVector();
          for (long start = 0; start < rows.size(0); start += CHUNK) {
            Tensor part = rows.narrow(0, start, Math.min(CHUNK, rows.size(0) - start));
            parts.push_back(nearest(part, transposed, codeNorm));
          }
          return torch.cat(parts, 0);
        });
  }

  /** The codes [n, C]; the network's own tensor. */
  public Tensor codes() {
    return codes;
  }

  /**
   * Replaces every position by its nearest code, as z + (q - z). Gradients pass straight through to
   * z, as if nothing had been replaced.
   */
  public Tensor quantize(Tensor z) {
    return Scope.keep(
        () -> {
          Tensor q =
              codes
                  .index_select(0, indices(z.detach()))
                  .view(z.size(0), z.size(2), z.size(3), z.size(1))
                  .permute(0, 3, 1, 2);
          return z.add(q.sub(z).detach());
        });
  }

  private static Tensor nearest(Tensor rows, Tensor transposed, Tensor codeNorm) {
    return Scope.keep(
        () -> {
          Tensor rowNorm = rows.pow(new Scalar(2)).sum(new long[] {1}, true, none());
          Tensor distance =
              rowNorm.add(codeNorm).sub(torch.matmul(rows, transposed).mul(new Scalar(2)));
          return distance.argmin(new LongOptional(1), false);
        });
  }

  private static org.bytedeco.pytorch.ScalarTypeOptional none() {
    return new org.bytedeco.pytorch.ScalarTypeOptional();
  }
}
