package io.github.resshift.restore;

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
 * end and shrink at the other would tear holes into the heap that nothing else fits. Used by one
 * thread; closing frees all pages.
 */
final class RowPool implements AutoCloseable {
  private final int channels;
  private final int lines;
  private final int width;
  private final List<Tensor> pages = new ArrayList<>();
  private final Deque<Tensor> free = new ArrayDeque<>();

  RowPool(int channels, int lines, int width) {
    Engine.start();
    this.channels = channels;
    this.lines = lines;
    this.width = width;
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
      Tensor page =
          Scope.own(
              torch.empty(
                  new long[] {1, channels, lines, width},
                  new TensorOptions(ScalarType.Float),
                  new MemoryFormatOptional()));
      pages.add(page);
      return page;
    }
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
    pages.clear();
    free.clear();
  }
}
