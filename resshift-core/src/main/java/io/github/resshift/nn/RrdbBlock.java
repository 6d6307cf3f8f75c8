package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Residual in residual: three dense blocks and a shortcut around them (Wang et al. 2018, ESRGAN,
 * figure 4), [N, C, H, W] to [N, C, H, W]. It has no normalisation, so a position depends on its
 * neighbourhood alone.
 */
public final class RrdbBlock {
  static final double RESIDUAL_SCALE = 0.2;
  private static final int DENSE_BLOCKS = 3;

  private final List<DenseLayer> blocks = new ArrayList<>();
  private final ScalarType dense;

  /** Fetches {@code rdb1} to {@code rdb3}. */
  public RrdbBlock(WeightScope scope, int channels, int growth) {
    this(scope, channels, growth, Optional.empty());
  }

  /**
   * The same with convolutions of bytes.
   *
   * @param ranges of the activations; x and the result are float32 then. Absent: in the arithmetic
   *     of the weights; x may be float32 as well, and so is the result then: the stream through
   *     many blocks loses nothing by rounding
   */
  public RrdbBlock(WeightScope scope, int channels, int growth, Optional<ByteRanges> ranges) {
    this.dense = ranges.isPresent() ? ScalarType.Float : scope.placement().dtype();
    for (int i = 1; i <= DENSE_BLOCKS; i++) {
      WeightScope at = scope.at("rdb" + i);
      blocks.add(
          ranges.isPresent()
              ? new ByteDenseBlock(at, ranges.get(), channels, growth)
              : new DenseBlock(at, channels, growth));
    }
  }

  /** Applies the block. */
  public Tensor forward(Tensor x) {
    return Scope.keep(
        () -> {
          Tensor h = x.to(dense);
          for (DenseLayer block : blocks) {
            h = block.forward(h);
          }
          return torch.add(x, h, new Scalar(RESIDUAL_SCALE));
        });
  }

  /**
   * The same before a witness.
   *
   * @param witness is told {@code rdbM.in} or {@code rdbM.convK}, as {@link ByteRanges} names them,
   *     with the activations; a tensor of a scope that ends after the call
   */
  public Tensor forward(Tensor x, BiConsumer<String, Tensor> witness) {
    return Scope.keep(
        () -> {
          Tensor h = x.to(dense);
          for (int i = 0; i < blocks.size(); i++) {
            String at = "rdb" + (i + 1) + ".";
            DenseBlock block = (DenseBlock) blocks.get(i);
            h = block.forward(h, (layer, activations) -> witness.accept(at + layer, activations));
          }
          return torch.add(x, h, new Scalar(RESIDUAL_SCALE));
        });
  }
}
