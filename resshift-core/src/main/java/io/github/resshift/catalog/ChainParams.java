package io.github.resshift.catalog;

import io.github.resshift.Internal;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.ChainConfig;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.NoiseConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameter blocks of chains: that of the method, and the one from noise that it is compared with.
 */
@Internal
public final class ChainParams {
  private static final String TYPE = "type";
  private static final String NOISE = "noise";
  private static final String TARGET = "target";

  /** The class that a section {@code diffusion} names for a chain from noise. */
  static final String NOISE_TARGET = "NoiseChain";

  private ChainParams() {}

  /**
   * The chain in our model files: {@code type} noise with the keys of {@link #noise}, or {@code
   * shift}, as without {@code type}, with those of {@link ModelParams#diffusion}.
   *
   * @throws io.github.resshift.config.ConfigException as {@link ModelParams#diffusion}
   */
  public static ChainConfig read(ConfigNode node) {
    return switch (node.text(TYPE, "shift")) {
      case "shift" -> ModelParams.diffusion(node);
      case NOISE -> noise(node);
      default -> throw node.problem(TYPE, "must be shift or noise");
    };
  }

  /**
   * The chain of a section {@code diffusion}: {@code target} ends in {@value #NOISE_TARGET}, or the
   * chain is that of the method.
   *
   * @throws io.github.resshift.config.ConfigException as {@link ModelParams#diffusion}
   */
  static ChainConfig section(ConfigNode section) {
    return section.text(TARGET, "").endsWith(NOISE_TARGET)
        ? noise(section.at("params"))
        : ModelParams.diffusion(section.at("params"));
  }

  /**
   * The settings of a chain from noise (docs/training.md). Optional keys and what they stand for
   * when absent: {@code steps} 1000, {@code beta_start} 0.0001, {@code beta_end} 0.02, {@code
   * ddim_eta} 0, {@code predict_type} epsilon, {@code scale_factor} 1.
   *
   * @throws io.github.resshift.config.ConfigException as {@link ModelParams#diffusion}
   */
  public static NoiseConfig noise(ConfigNode params) {
    return ModelParams.checked(
        params,
        () ->
            new NoiseConfig(
                params.integer("sf"),
                params.integer("steps", 1000),
                params.number("beta_start", 1e-4),
                params.number("beta_end", 0.02),
                params.number("ddim_eta", 0),
                ModelParams.predictType(params, "epsilon"),
                params.number("scale_factor", 1)));
  }

  /** The block that {@link #read} reads as {@code config}. */
  public static Map<String, Object> block(ChainConfig config) {
    if (config instanceof DiffusionConfig shift) {
      return ModelParams.block(shift);
    }
    NoiseConfig noise = (NoiseConfig) config;
    Map<String, Object> block = new LinkedHashMap<>();
    block.put(TYPE, NOISE);
    block.put("sf", noise.scale());
    block.put("steps", noise.steps());
    block.put("beta_start", noise.betaStart());
    block.put("beta_end", noise.betaEnd());
    block.put("ddim_eta", noise.eta());
    block.put("predict_type", ModelParams.published(noise.predictType()));
    block.put("scale_factor", noise.scaleFactor());
    return block;
  }
}
