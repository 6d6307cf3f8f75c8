package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Masks of shifted windows for the sizes that were seen lately; one instance serves a whole
 * network. Thread-safe.
 */
public final class ShiftMasks implements AutoCloseable {
  private static final int KEPT = 16;

  private record Key(int height, int width, int window, int shift) {}

  private final Placement placement;
  private final Map<Key, Tensor> masks = new LinkedHashMap<>(KEPT, 0.75f, true);

  /** Masks for weights in this placement. */
  public ShiftMasks(Placement placement) {
    this.placement = placement;
  }

  /** The mask [windows, w*w, w*w] of a feature map; the result joins the caller's scope. */
  synchronized Tensor get(int height, int width, int window, int shift) {
    Key key = new Key(height, width, window, shift);
    Tensor mask = masks.get(key);
    if (mask == null) {
      try (var scope = Scope.open()) {
        mask =
            Scope.own(
                Windows.shiftMask(height, width, window, shift)
                    .to(placement.handle(), placement.dtype()));
      }
      masks.put(key, mask);
      if (masks.size() > KEPT) {
        Scope.free(masks.remove(masks.keySet().iterator().next()));
      }
    }
    return new Tensor(mask);
  }

  @Override
  public synchronized void close() {
    masks.values().forEach(Scope::free);
    masks.clear();
  }
}
