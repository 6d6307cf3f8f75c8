package io.github.resshift.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Native memory that ends with a block of code.
 *
 * <p>Every tensor made inside a scope is freed when the scope closes, on the thread that opened it;
 * the one tensor that a computation returns is handed to the enclosing scope. Outside of any scope
 * the caller owns the returned tensor and must close it. Scopes belong to one thread.
 */
public final class Scope {
  private Scope() {}

  /**
   * Opens a scope for try-with-resources; tensors made on this thread until it closes end with it.
   */
  public static PointerScope open() {
    return new PointerScope();
  }

  /**
   * Runs a computation in a scope of its own and keeps only its result alive.
   *
   * @param body makes a new tensor; must not return a borrowed alias such as {@code t.grad()}
   * @return the tensor of {@code body}, attached to the enclosing scope if there is one
   */
  public static Tensor keep(Supplier<Tensor> body) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope inner = new PointerScope()) {
      Tensor result = body.get();
      if (outer != null) {
        outer.attach(result);
      } else {
        result.retainReference();
      }
      return result;
    }
  }

  /**
   * Takes a tensor out of every open scope: it then lives until the caller closes it.
   *
   * @return a new handle that shares the storage of {@code tensor}
   */
  public static Tensor own(Tensor tensor) {
    Tensor handle = new Tensor(tensor);
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      handle.retainReference();
      scope.detach(handle);
    }
    return handle;
  }

  /**
   * Hands a tensor that was taken with {@link #own}, perhaps on another thread, to the scope that
   * is open on this thread; without one the caller goes on owning it.
   *
   * @return {@code tensor}
   */
  public static Tensor adopt(Tensor tensor) {
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.attach(tensor);
      tensor.releaseReference();
    }
    return tensor;
  }

  /**
   * Frees a tensor that was taken with {@link #own}; null and already closed tensors are ignored.
   */
  public static void free(Tensor tensor) {
    if (tensor != null && !tensor.isNull()) {
      tensor.close();
    }
  }
}
