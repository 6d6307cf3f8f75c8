package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Residual in residual: three dense blocks and a shortcut around them (Wang et al. 2018, ESRGAN,
 * figure 4), [N, C, H, W] to [N, C, H, W]. It has no normalisation, so a position depends on its
 * neighbourhood alone.
 */
public final class RrdbBlock {
  static final double RESIDUAL_SCALE = 0.2;
  private static final int DENSE_BLOCKS = 3;

  private final List<DenseBlock> blocks = new ArrayList<>();

  /** Fetches {@code rdb1} to {@code rdb3}. */
  public RrdbBlock(WeightScope scope, int channels, int growth) {
    for (int i = 1; i <= DENSE_BLOCKS; i++) {
      blocks.add(new DenseBlock(scope.at("rdb" + i), channels, growth));
    }
  }

  /** Applies the block. */
  public Tensor forward(Tensor x) {
    return Scope.keep(
        () -> {
          Tensor h = x;
          for (DenseBlock block : blocks) {
            h = block.forward(h);
          }
          return torch.add(x, h, new Scalar(RESIDUAL_SCALE));
        });
  }
}
