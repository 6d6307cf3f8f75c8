package io.github.resshift.train.stage;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.parallel.Team;
import java.util.List;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How often each code was used since unused ones were last moved. A code that no position is
 * nearest to gets no gradient and would stay unused for ever, so it is moved to where a latent is.
 */
final class CodeUse implements AutoCloseable {
  private final Tensor codes;
  private final Tensor fresh;
  private final Tensor window;

  /** Nothing counted yet; the codes [n, C] stay the caller's. */
  CodeUse(Tensor codes) {
    this.codes = codes;
    try (var scope = Scope.open()) {
      TensorOptions options =
          new TensorOptions(codes.device()).dtype(new ScalarTypeOptional(ScalarType.Float));
      this.fresh = Scope.own(torch.zeros(new long[] {codes.size(0)}, options));
      this.window = Scope.own(torch.zeros(new long[] {codes.size(0)}, options));
    }
  }

  /** Counts some positions' codes, int64 [M]. */
  void count(Tensor indices) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      fresh.add_(torch.bincount(indices, new TensorOptional(), codes.size(0)));
    }
  }

  /**
   * Ends an iteration: takes what all processes have counted into the window.
   *
   * @return number of codes used within the window
   */
  long gather(Team team) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      team.sum(fresh);
      window.add_(fresh);
      fresh.zero_();
      return Tensors.longs(window.gt(new Scalar(0)).sum())[0];
    }
  }

  /**
   * Moves unused codes to random latents, forgets what the optimiser knew of them, and begins a new
   * window.
   *
   * @param latents [R, C] of the whole batch, so that all processes make the same codes
   * @param averages the moving average of the codes
   * @param moments tensors of the codes' shape that start anew with a code
   * @return number of codes that were moved
   */
  long restart(Tensor latents, Tensor averages, List<Tensor> moments, Generator random) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor unused = window.eq(new Scalar(0)).nonzero().squeeze(1);
      long count = unused.size(0);
      window.zero_();
      if (count == 0) {
        return 0;
      }
      Tensor pick =
          torch
              .randint(latents.size(0), new long[] {count}, new GeneratorOptional(random))
              .to(codes.device(), ScalarType.Long);
      Tensor places = latents.index_select(0, pick);
      codes.index_copy_(0, unused, places);
      averages.index_copy_(0, unused, places);
      for (Tensor moment : moments) {
        moment.index_fill_(0, unused, new Scalar(0));
      }
      return count;
    }
  }

  /** Counts of the window, [n]. */
  Tensor window() {
    return window;
  }

  @Override
  public void close() {
    Scope.free(fresh);
    Scope.free(window);
  }
}
