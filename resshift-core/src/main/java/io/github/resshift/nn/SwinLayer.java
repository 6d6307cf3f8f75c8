package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A stack of Swin blocks between two 1x1 convolutions (docs/method.md section 4): [N, C, H, W] to
 * the same shape. It has no outer skip connection.
 */
public final class SwinLayer {
  /**
   * What all Swin layers of a network share.
   *
   * @param depth blocks in a layer; every second one is shifted
   * @param width channels inside the layer
   * @param heads attention heads
   * @param window side of a window
   * @param mlpRatio hidden width of the MLP as a multiple of {@code width}
   */
  public record Settings(int depth, int width, int heads, int window, double mlpRatio) {}

  private final Conv2d embed;
  private final Conv2d unembed;
  private final List<SwinBlock> blocks = new ArrayList<>();

  /**
   * Fetches the layer's tensors.
   *
   * @param nominalSize side of the feature map at the network's nominal size; decides window and
   *     shift
   */
  public SwinLayer(
      WeightScope scope, int channels, int nominalSize, Settings settings, ShiftMasks masks) {
    this.embed = Conv2d.pointwise(scope.at("patch_embed.proj"), channels, settings.width());
    for (int i = 0; i < settings.depth(); i++) {
      blocks.add(new SwinBlock(scope.at("blocks").at(i), settings, nominalSize, i % 2 == 1, masks));
    }
    this.unembed = Conv2d.pointwise(scope.at("patch_unembed.proj"), settings.width(), channels);
  }

  /** Applies the layer; H and W must be multiples of the window. */
  public Tensor forward(Tensor x) {
    return Scope.keep(
        () -> {
          Tensor h = embed.forward(x);
          for (SwinBlock block : blocks) {
            h = block.forward(h);
          }
          return unembed.forward(h);
        });
  }
}
