package io.github.resshift.model;

import io.github.resshift.nn.Activations;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.GroupNorm;
import io.github.resshift.nn.Norms;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The encoder of an autoencoder: [N, 3, H, W] to [N, channels, H / factor, W / factor]. */
final class Encoder {
  private record Level(
      List<AutoencoderBlocks.Residual> blocks,
      List<AutoencoderBlocks.Attention> attention,
      Conv2d halving) {}

  private final ScalarType levelType;
  private final ScalarType type;
  private final Conv2d stem;
  private final List<Level> levels = new ArrayList<>();
  private final AutoencoderBlocks.Middle middle;
  private final GroupNorm outNorm;
  private final Conv2d outConv;

  Encoder(WeightScope scope, AutoencoderConfig config, int outChannels) {
    this.type = scope.placement().dtype();
    this.levelType = scope.placement().stageDtype();
    WeightScope outer = scope.in(levelType);
    int channels = config.channels();
    this.stem = Conv2d.same3(outer.at("conv_in"), config.inChannels(), channels);
    int resolution = config.resolution();
    int last = config.channelMult().size() - 1;
    for (int l = 0; l <= last; l++) {
      WeightScope at = (l == last ? scope : outer).at("down").at(l);
      int width = config.channels() * config.channelMult().get(l);
      List<AutoencoderBlocks.Residual> blocks = new ArrayList<>();
      List<AutoencoderBlocks.Attention> attention = new ArrayList<>();
      for (int b = 0; b < config.numResBlocks().get(l); b++) {
        blocks.add(new AutoencoderBlocks.Residual(at.at("block").at(b), channels, width));
        channels = width;
        if (config.attnResolutions().contains(resolution)) {
          attention.add(new AutoencoderBlocks.Attention(at.at("attn").at(b), width));
        }
      }
      Conv2d halving =
          l == last ? null : Conv2d.halvingUnpadded(at.at("downsample.conv"), channels, channels);
      levels.add(new Level(blocks, attention, halving));
      resolution /= 2;
    }
    this.middle = new AutoencoderBlocks.Middle(scope.at("mid"), channels);
    this.outNorm = new GroupNorm(scope.at("norm_out"), channels, AutoencoderBlocks.EPSILON);
    this.outConv = Conv2d.same3(scope.at("conv_out"), channels, outChannels);
  }

  Tensor forward(Tensor image, Norms norms) {
    Tensor h = stem.forward(between(image, levelType));
    for (Level level : levels) {
      if (level.halving() == null) {
        h = between(h, type);
      }
      for (int b = 0; b < level.blocks().size(); b++) {
        h = level.blocks().get(b).forward(h, norms);
        if (!level.attention().isEmpty()) {
          h = level.attention().get(b).forward(h, norms);
        }
      }
      if (level.halving() != null) {
        h = level.halving().forward(torch.constant_pad_nd(h, 0, 1, 0, 1));
      }
    }
    return outConv.forward(Activations.silu(norms.apply(outNorm, middle.forward(h, norms))));
  }

  /** Where both types are the same, what comes stays as it is: training has types of its own. */
  private Tensor between(Tensor x, ScalarType wanted) {
    return levelType == type ? x : x.to(wanted);
  }
}
