package io.github.resshift.train.optimiser;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** bfloat16 where the engine allows it, over float32 weights (docs/engine.md). */
public final class Autocast {
  private Autocast() {}

  /** Runs a forward pass, under autocast if {@code bf16}. */
  public static <T> T run(boolean bf16, boolean cuda, Supplier<T> forward) {
    if (!bf16) {
      return forward.get();
    }
    DeviceType type = cuda ? DeviceType.CUDA : DeviceType.CPU;
    torch.set_autocast_dtype(type, ScalarType.BFloat16);
    torch.set_autocast_enabled(type, true);
    try {
      return forward.get();
    } finally {
      torch.set_autocast_enabled(type, false);
      // Else the bfloat16 copies of the weights outlive the step and training stands still.
      torch.clear_cache();
    }
  }
}
