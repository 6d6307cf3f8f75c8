package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One Swin block on [N, C, H, W]: x + attention(norm1 x), then x + MLP(norm2 x) (docs/method.md
 * section 4).
 */
final class SwinBlock {
  private static final double EPSILON = 1e-5;

  private final int window;
  private final int shift;
  private final GroupNorm norm1;
  private final WindowAttention attention;
  private final GroupNorm norm2;
  private final Conv2d fc1;
  private final Conv2d fc2;
  private final ShiftMasks masks;

  SwinBlock(
      WeightScope scope,
      SwinLayer.Settings settings,
      int nominalSize,
      boolean shifted,
      ShiftMasks masks) {
    boolean single = nominalSize <= settings.window();
    this.window = single ? nominalSize : settings.window();
    this.shift = single || !shifted ? 0 : window / 2;
    this.masks = masks;
    int width = settings.width();
    int hidden = (int) (width * settings.mlpRatio());
    if (shift > 0) {
      scope.buffer("attn_mask", () -> Windows.shiftMask(nominalSize, nominalSize, window, shift));
    }
    this.norm1 = new GroupNorm(scope.at("norm1"), width, EPSILON);
    this.attention = new WindowAttention(scope.at("attn"), width, settings.heads(), window);
    this.norm2 = new GroupNorm(scope.at("norm2"), width, EPSILON);
    this.fc1 = Conv2d.pointwise(scope.at("mlp.fc1"), width, hidden);
    this.fc2 = Conv2d.pointwise(scope.at("mlp.fc2"), hidden, width);
  }

  Tensor forward(Tensor x) {
    return Scope.keep(
        () -> {
          Tensor attended = Activations.add(attend(norm1.forward(x)), x);
          Tensor hidden = torch.gelu(fc1.forward(norm2.forward(attended)));
          return Activations.add(fc2.forward(hidden), attended);
        });
  }

  private Tensor attend(Tensor x) {
    long h = x.size(2);
    long w = x.size(3);
    Tensor pixels = x.permute(0, 2, 3, 1);
    Tensor mask = null;
    if (shift > 0) {
      pixels = pixels.roll(new long[] {-shift, -shift}, 1, 2);
      mask = masks.get((int) h, (int) w, window, shift);
    }
    Tensor windows = Windows.partition(pixels, window);
    Tensor merged = Windows.merge(attention.forward(windows, mask), window, h, w);
    if (shift > 0) {
      merged = merged.roll(new long[] {shift, shift}, 1, 2);
    }
    return merged.permute(0, 3, 1, 2);
  }
}
