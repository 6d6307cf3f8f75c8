package io.github.resshift.engine.tile;

import org.bytedeco.pytorch.Tensor;

/** Takes the lines of a result from top to bottom. */
@FunctionalInterface
public interface RowSink {
  /**
   * The next lines.
   *
   * @param top the first of them; the line after the last ones
   * @param lines float32 CPU [1, 3, n, width], valid during the call
   */
  void accept(int top, Tensor lines);
}
