package io.github.resshift.face;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Maxima of windows in steps of two; the last window may reach over the border. */
final class Pool {
  private static final long[] STEP = {2, 2};
  private static final long[] NO_PADDING = {0, 0};
  private static final long[] NO_DILATION = {1, 1};

  private Pool() {}

  static Tensor max(Tensor x, int window) {
    return torch.max_pool2d(x, new long[] {window, window}, STEP, NO_PADDING, NO_DILATION, true);
  }

  /**
   * Values of [N, C, H, W] in the order in which the published networks list them: columns, then
   * rows, then channels, because they were trained on transposed pictures.
   */
  static Tensor flat(Tensor x) {
    return x.permute(0, 3, 2, 1).reshape(x.size(0), x.numel() / x.size(0));
  }
}
