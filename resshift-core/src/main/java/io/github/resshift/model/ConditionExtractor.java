package io.github.resshift.model;

import io.github.resshift.nn.Conv2d;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Brings the low-quality picture (and mask) to the latent's grid, to be joined to x_t: as it is
 * where the sizes agree, through stages of Conv3x3, SiLU and stride-2 Conv3x3 otherwise
 * (docs/method.md section 4).
 */
final class ConditionExtractor {
  private static final int FIRST_WIDTH = 16;

  private record Stage(Conv2d widen, Conv2d halving) {}

  private final SwinUNetConfig config;
  private final List<Stage> stages = new ArrayList<>();
  private final int channels;

  ConditionExtractor(WeightScope scope, SwinUNetConfig config) {
    this.config = config;
    int in = config.conditionChannels();
    if (config.condLq()) {
      int count = Integer.numberOfTrailingZeros(config.lqSize() / config.imageSize());
      int width = FIRST_WIDTH;
      for (int stage = 0; stage < count; stage++) {
        Conv2d widen = Conv2d.same3(scope.at(3 * stage), in, width);
        Conv2d halving = Conv2d.halving(scope.at(3 * stage + 2).at("op"), width, 2 * width);
        stages.add(new Stage(widen, halving));
        in = 2 * width;
        width = in;
      }
    }
    this.channels = in;
  }

  /** Channels that are joined to x_t. */
  int channels() {
    return channels;
  }

  /** What is joined to x_t, or null for a network without condition. */
  Tensor extract(Tensor lq, Tensor mask) {
    if ((lq != null) != config.condLq() || (mask != null) != config.condMask()) {
      throw new IllegalArgumentException(
          "the network takes "
              + (config.condLq() ? "a low-quality picture" : "no low-quality picture")
              + (config.condMask() ? " and a mask" : " and no mask"));
    }
    if (lq == null) {
      return null;
    }
    Tensor condition = mask == null ? lq : SwinUNet.concat(lq, mask);
    for (Stage stage : stages) {
      condition = stage.halving().forward(torch.silu(stage.widen().forward(condition)));
    }
    return condition;
  }
}
