package io.github.resshift.engine.tile;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pages of lines that are used again: float32 [1, channels, lines, width]. Bands that grow at one
 * end and shrink at the other would tear holes into the heap that nothing else fits, and so would
 * pages that are allocated one by one between tensors that come and go: as many as are expected are
 * one piece of memory, which is not resident before it is written. Used by one thread; closing
 * frees all pages.
 */
final class RowPool implements AutoCloseable {
  private final int channels;
  private final int lines;
  private final int width;
  private final List<Tensor> pages = new ArrayList<>();
  private final Deque<Tensor> free = new ArrayDeque<>();
  private final Tensor expected;

  /** A pool that allocates so many pages at once, and more one by one when they are needed. */
  RowPool(int channels, int lines, int width, int expected) {
    Engine.start();
    this.channels = channels;
    this.lines = lines;
    this.width = width;
    try (var scope = Scope.open()) {
      this.expected = Scope.own(empty(expected));
    }
  }

  int channels() {
    return channels;
  }

  /** Lines of a page. */
  int lines() {
    return lines;
  }

  int width() {
    return width;
  }

  /** A page with any content. */
  Tensor take() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    try (var scope = Scope.open()) {
      int used = pages.size();
      Tensor page = Scope.own(used < expected.size(0) ? expected.narrow(0, used, 1) : empty(1));
      pages.add(page);
      return page;
    }
  }

  private Tensor empty(long count) {
    return torch.empty(
        new long[] {count, channels, lines, width},
        new TensorOptions(ScalarType.Float),
        new MemoryFormatOptional());
  }

  void give(Tensor page) {
    free.push(page);
  }

  /** The most pages that were ever in use. */
  int size() {
    return pages.size();
  }

  @Override
  public void close() {
    pages.forEach(Scope::free);
    Scope.free(expected);
    pages.clear();
    free.clear();
  }
}
