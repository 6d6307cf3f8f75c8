package io.github.resshift.engine.tile;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Holds back the last lines of a result, so that work that ended early can go on with other tiles
 * without a step between old and new lines. Without such an end lines pass unchanged. Used by one
 * thread; closing frees what is held.
 */
final class LineFade implements RowSink, AutoCloseable {
  private final RowSink sink;
  private final int fade;

  /** The line after the last one that came. */
  private int next;

  private Tensor tail;
  private Tensor old;
  private int oldTop;

  /** Hands on to {@code sink} and blends over {@code fade} lines. */
  LineFade(RowSink sink, int fade) {
    this.sink = sink;
    this.fade = fade;
  }

  @Override
  public void accept(int top, Tensor lines) {
    int end = top + (int) lines.size(2);
    if (end <= next) {
      return; // surroundings of the lines that are missing
    }
    try (var scope = Scope.open()) {
      int skipped = Math.max(0, next - top);
      Tensor fresh = mixed(top + skipped, lines.narrow(2, skipped, end - top - skipped));
      Tensor joined = tail == null ? fresh : torch.cat(new TensorVector(tail, fresh), 2);
      int count = (int) joined.size(2);
      int done = Math.max(0, count - fade);
      if (done > 0) {
        sink.accept(end - count, joined.narrow(2, 0, done));
      }
      Scope.free(tail);
      tail = Scope.own(joined.narrow(2, done, count - done).clone());
      next = end;
    }
  }

  /** From the old values at the first line that is made twice to the new ones at the last. */
  private Tensor mixed(int top, Tensor lines) {
    int count = old == null ? 0 : (int) (oldTop + old.size(2) - top);
    if (count <= 0) {
      return lines;
    }
    int both = (int) Math.min(count, lines.size(2));
    float[] weights = new float[both];
    for (int y = 0; y < both; y++) {
      weights[y] = (top - oldTop + y + 0.5f) / old.size(2);
    }
    Tensor weight = Tensors.of(weights, 1, 1, both, 1);
    Tensor before = old.narrow(2, top - oldTop, both);
    Tensor mixed = before.add(lines.narrow(2, 0, both).sub(before).mul(weight));
    return both == lines.size(2)
        ? mixed
        : torch.cat(new TensorVector(mixed, lines.narrow(2, both, lines.size(2) - both)), 2);
  }

  /**
   * Prepares for lines that were made in another way.
   *
   * @return the first line that is wanted; lines above it are passed over
   */
  int resume() {
    if (tail != null) {
      Scope.free(old);
      old = tail;
      oldTop = next - (int) tail.size(2);
      next = oldTop;
      tail = null;
    }
    return next;
  }

  /** Hands on what is held; nothing may come afterwards. */
  void flush() {
    if (tail != null) {
      sink.accept(next - (int) tail.size(2), tail);
    }
  }

  @Override
  public void close() {
    Scope.free(tail);
    Scope.free(old);
    tail = null;
    old = null;
  }
}
