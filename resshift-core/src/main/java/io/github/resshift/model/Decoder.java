package io.github.resshift.model;

import io.github.resshift.nn.Activations;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Doubling;
import io.github.resshift.nn.GroupNorm;
import io.github.resshift.nn.Norms;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The decoder of an autoencoder: [N, z, h, w] to [N, 3, h * factor, w * factor]. */
final class Decoder {
  private record Level(
      List<AutoencoderBlocks.Residual> blocks,
      List<AutoencoderBlocks.Attention> attention,
      Doubling doubling) {}

  private final Conv2d stem;
  private final AutoencoderBlocks.Middle middle;
  private final List<Level> levels = new ArrayList<>();
  private final GroupNorm outNorm;
  private final Conv2d outConv;

  Decoder(WeightScope scope, AutoencoderConfig config) {
    int last = config.channelMult().size() - 1;
    int channels = config.channels() * config.channelMult().get(last);
    this.stem = Conv2d.same3(scope.at("conv_in"), config.zChannels(), channels);
    this.middle = new AutoencoderBlocks.Middle(scope.at("mid"), channels);
    int resolution = config.resolution() >> last;
    for (int l = last; l >= 0; l--) {
      WeightScope at = scope.at("up").at(l);
      int width = config.channels() * config.channelMult().get(l);
      List<AutoencoderBlocks.Residual> blocks = new ArrayList<>();
      List<AutoencoderBlocks.Attention> attention = new ArrayList<>();
      for (int b = 0; b <= config.numResBlocks().get(l); b++) {
        blocks.add(new AutoencoderBlocks.Residual(at.at("block").at(b), channels, width));
        channels = width;
        if (config.attnResolutions().contains(resolution)) {
          attention.add(new AutoencoderBlocks.Attention(at.at("attn").at(b), width));
        }
      }
      Doubling doubling = l == 0 ? null : new Doubling(at.at("upsample.conv"), channels, channels);
      levels.add(new Level(blocks, attention, doubling));
      resolution *= 2;
    }
    this.outNorm = new GroupNorm(scope.at("norm_out"), channels, AutoencoderBlocks.EPSILON);
    this.outConv = Conv2d.same3(scope.at("conv_out"), channels, config.outChannels());
  }

  Tensor forward(Tensor z, Norms norms) {
    Tensor h = middle.forward(stem.forward(z), norms);
    for (Level level : levels) {
      for (int b = 0; b < level.blocks().size(); b++) {
        h = level.blocks().get(b).forward(h, norms);
        if (!level.attention().isEmpty()) {
          h = level.attention().get(b).forward(h, norms);
        }
      }
      if (level.doubling() != null) {
        h = level.doubling().forward(h);
      }
    }
    return outConv.forward(Activations.silu(norms.apply(outNorm, h)));
  }
}
