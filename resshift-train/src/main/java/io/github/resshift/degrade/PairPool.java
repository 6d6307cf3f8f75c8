package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Mixes the pairs of several batches, because the samples of one batch share their resizes and
 * noise kinds (docs/method.md section 8). While it fills, batches pass unchanged; then it is
 * shuffled, its first pairs go out and the new ones take their places. Not thread-safe; owns native
 * memory.
 */
final class PairPool implements AutoCloseable {
  private final int size;
  private Tensor gt;
  private Tensor lq;
  private int filled;

  /**
   * An empty pool.
   *
   * @param size pairs that it holds; must divide by the batch size
   */
  public PairPool(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a pool must hold at least one pair");
    }
    this.size = size;
  }

  /**
   * Takes a batch and gives one of the same size.
   *
   * @return tensors of their own, in the open scope
   */
  public Pair exchange(Pair batch, Draws draws) {
    int count = (int) batch.gt().size(0);
    if (size % count != 0) {
      throw new ResShiftException(
          "The pool of "
              + size
              + " pairs does not divide by the batch of "
              + count
              + "; choose a multiple of the batch size.");
    }
    if (gt == null) {
      gt = blank(batch.gt());
      lq = blank(batch.lq());
    }
    if (filled < size) {
      gt.narrow(0, filled, count).copy_(batch.gt());
      lq.narrow(0, filled, count).copy_(batch.lq());
      filled += count;
      return new Pair(batch.gt().clone(), batch.lq().clone());
    }
    int[] order = draws.permutation("pool", size);
    long[] wide = new long[size];
    for (int i = 0; i < size; i++) {
      wide[i] = order[i];
    }
    try (var scope = Scope.open()) {
      Tensor index = Tensors.of(wide, size);
      gt.copy_(gt.index_select(0, index));
      lq.copy_(lq.index_select(0, index));
    }
    Pair out = new Pair(gt.narrow(0, 0, count).clone(), lq.narrow(0, 0, count).clone());
    gt.narrow(0, 0, count).copy_(batch.gt());
    lq.narrow(0, 0, count).copy_(batch.lq());
    return out;
  }

  private Tensor blank(Tensor batch) {
    long[] shape = Tensors.shape(batch);
    shape[0] = size;
    try (var scope = Scope.open()) {
      return Scope.own(
          torch.empty(
              shape,
              new TensorOptions(batch.scalar_type())
                  .device(new org.bytedeco.pytorch.DeviceOptional(batch.device())),
              new MemoryFormatOptional()));
    }
  }

  @Override
  public void close() {
    Scope.free(gt);
    Scope.free(lq);
    gt = null;
    lq = null;
    filled = 0;
  }
}
