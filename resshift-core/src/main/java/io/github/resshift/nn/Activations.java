package io.github.resshift.nn;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Element-wise steps that overwrite a tensor which nobody else needs: without gradients that saves
 * a tensor of the same size; with gradients they are the plain operations, because the engine may
 * need the values that would be overwritten.
 */
public final class Activations {
  private static final double LEAK = 0.2;

  private Activations() {}

  /** SiLU of a fresh {@code x}, which must not be used afterwards. */
  public static Tensor silu(Tensor x) {
    if (GradMode.is_enabled()) {
      return torch.silu(x);
    }
    torch.silu_(x);
    return x;
  }

  /** ReLU with slope 0.2 below zero, of a fresh {@code x}, which must not be used afterwards. */
  public static Tensor leakyRelu(Tensor x) {
    if (GradMode.is_enabled()) {
      return torch.leaky_relu(x, new Scalar(LEAK));
    }
    torch.leaky_relu_(x, new Scalar(LEAK));
    return x;
  }

  /** The sum of a fresh {@code x}, which must not be used afterwards, and {@code y}. */
  public static Tensor add(Tensor x, Tensor y) {
    return GradMode.is_enabled() ? x.add(y) : x.add_(y);
  }
}
