package io.github.resshift.nn;

import org.bytedeco.pytorch.Tensor;

/** A residual dense block in some arithmetic, [N, C, H, W] to [N, C, H, W]. Thread-safe. */
interface DenseLayer {
  Tensor forward(Tensor x);
}
