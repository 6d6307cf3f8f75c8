package io.github.resshift.engine.tile;

import io.github.resshift.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The lines of a field [1, channels, height, width] that are in use: lines are appended at the
 * bottom and given up at the top. Used by one thread; its pages belong to the pool.
 */
final class RowBand {
  private final RowPool pool;
  private final Deque<Tensor> pages = new ArrayDeque<>();
  private int firstPage;
  private int start;
  private int end;

  /** A band whose first line is {@code start}. */
  RowBand(RowPool pool, int start) {
    this.pool = pool;
    this.firstPage = start / pool.lines();
    this.start = start;
    this.end = start;
  }

  /** The line after the last one. */
  int end() {
    return end;
  }

  /** Adds lines [1, channels, n, width]. */
  void append(Tensor lines) {
    try (var scope = Scope.open()) {
      int count = (int) lines.size(2);
      for (int done = 0; done < count; ) {
        int at = end % pool.lines();
        if (end / pool.lines() == firstPage + pages.size()) {
          pages.addLast(pool.take());
        }
        int part = Math.min(count - done, pool.lines() - at);
        pages.getLast().narrow(2, at, part).copy_(lines.narrow(2, done, part));
        done += part;
        end += part;
      }
    }
  }

  /** A copy of a rectangle. */
  Tensor read(int top, int left, int height, int width) {
    if (top < start || top + height > end) {
      throw new IllegalStateException(
          "lines " + top + ".." + (top + height) + " are not within " + start + ".." + end);
    }
    return Scope.keep(
        () -> {
          TensorVector parts = new TensorVector();
          int number = firstPage;
          for (Tensor page : pages) {
            int first = Math.max(top, number * pool.lines());
            int last = Math.min(top + height, (number + 1) * pool.lines());
            if (first < last) {
              parts.push_back(
                  page.narrow(2, first % pool.lines(), last - first).narrow(3, left, width));
            }
            number++;
          }
          return torch.cat(parts, 2);
        });
  }

  /** Gives up the lines above {@code line}. */
  void drop(int line) {
    start = Math.max(start, Math.min(line, end));
    while (!pages.isEmpty() && (firstPage + 1) * pool.lines() <= start) {
      pool.give(pages.removeFirst());
      firstPage++;
    }
  }
}
