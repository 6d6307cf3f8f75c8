package io.github.resshift.engine.tile;

import io.github.resshift.ResShiftException;
import java.util.Locale;

/** Tells a lack of memory from other failures. */
final class OutOfMemory {
  private OutOfMemory() {}

  /** Whether the Java machine or the engine could not get memory. */
  static boolean is(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return true;
    }
    if (failure instanceof ResShiftException || failure.getMessage() == null) {
      return false;
    }
    // libtorch has no error type of its own for this that the binding would keep.
    String message = failure.getMessage().lines().findFirst().orElse("").toLowerCase(Locale.ROOT);
    return message.contains("out of memory")
        || message.contains("not enough memory")
        || message.contains("can't allocate memory");
  }
}
