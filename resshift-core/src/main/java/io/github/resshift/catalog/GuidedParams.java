package io.github.resshift.catalog;

import io.github.resshift.config.ConfigNode;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.model.WholeSample;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a denoiser on a guide as they stand in model files and in training configurations.
 */
final class GuidedParams {
  private GuidedParams() {}

  /**
   * The settings of a denoiser that stands on a guide (docs/guide.md): {@code latent_channels} 48,
   * {@code channels} 96, {@code trunk_blocks} 0, {@code blocks}, {@code late_steps} 0, {@code
   * draft_blocks} 0, {@code detail} 0, {@code detail_limit} 0, {@code whole} nothing, and {@code
   * guide} with {@code channels} 64, {@code growth} 32, {@code blocks} 23, {@code picture} true,
   * {@code features} 0, {@code noise} 0; the numbers stand for an absent key.
   *
   * @throws io.github.resshift.config.ConfigException for a missing key, a wrong kind or a value
   *     out of range
   */
  static GuidedNetConfig of(ConfigNode node) {
    ConfigNode guide = node.at("guide");
    GuideConfig usual = GuideConfig.ESRGAN;
    GuideConfig guideConfig =
        ModelParams.checked(
            guide,
            () ->
                new GuideConfig(
                    guide.integer("channels", usual.channels()),
                    guide.integer("growth", usual.growth()),
                    guide.integer("blocks", usual.blocks()),
                    guide.flag("picture", usual.picture()),
                    guide.integer("features", 0),
                    guide.number("noise", 0)));
    return ModelParams.checked(
        node,
        () ->
            new GuidedNetConfig(
                node.integer("latent_channels", 3 * GuideConfig.SCALE * GuideConfig.SCALE),
                node.integer("channels", 96),
                node.integer("trunk_blocks", 0),
                node.integer("blocks"),
                node.integer("late_steps", 0),
                guideConfig,
                node.integer("draft_blocks", 0),
                node.number("detail", 0),
                node.number("detail_limit", 0),
                whole(node)));
  }

  private static Optional<WholeSample> whole(ConfigNode node) {
    if (!node.has("whole")) {
      return Optional.empty();
    }
    ConfigNode whole = node.at("whole");
    return Optional.of(
        ModelParams.checked(
            whole,
            () ->
                new WholeSample(
                    whole.number("detail"), whole.number("from"), whole.number("colour", 1))));
  }

  /** The block that {@link #of} reads as {@code guided}, with its type. */
  static Map<String, Object> block(GuidedNetConfig guided) {
    Map<String, Object> guide = new LinkedHashMap<>();
    guide.put("channels", guided.guide().channels());
    guide.put("growth", guided.guide().growth());
    guide.put("blocks", guided.guide().blocks());
    guide.put("picture", guided.guide().picture());
    if (guided.guide().features() > 0) {
      guide.put("features", guided.guide().features());
    }
    if (guided.guide().noise() > 0) {
      guide.put("noise", guided.guide().noise());
    }
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("type", "guided");
    block.put("latent_channels", guided.latentChannels());
    block.put("channels", guided.channels());
    block.put("trunk_blocks", guided.trunkBlocks());
    block.put("blocks", guided.blocks());
    block.put("late_steps", guided.lateSteps());
    block.put("guide", guide);
    if (guided.drafts()) {
      block.put("draft_blocks", guided.draftBlocks());
    }
    if (guided.detail() > 0) {
      block.put("detail", guided.detail());
    }
    if (guided.detailLimit() > 0) {
      block.put("detail_limit", guided.detailLimit());
    }
    guided.whole().ifPresent(whole -> block.put("whole", block(whole)));
    return block;
  }

  private static Map<String, Object> block(WholeSample whole) {
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("detail", whole.detail());
    block.put("from", whole.from());
    if (whole.colour() < 1) {
      block.put("colour", whole.colour());
    }
    return block;
  }
}
