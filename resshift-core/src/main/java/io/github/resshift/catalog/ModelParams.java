package io.github.resshift.catalog;

import io.github.resshift.Internal;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.DenoiserConfig;
import io.github.resshift.model.FirstStageConfig;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.KlConfig;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Parameter blocks in the published spelling ({@code image_size}, {@code ddconfig.ch_mult}, ...) to
 * configuration records and back. The same names stand in the authors' configurations, in our model
 * files and in the golden data.
 *
 * <p>Settings that the published models all share and that the networks here do not vary ({@code
 * dims}, {@code conv_resample}, ...) may be absent or have the published value; any other value is
 * an error that names the key.
 */
@Internal
public final class ModelParams {
  private ModelParams() {}

  /**
   * The denoiser's settings in our model files: {@code type} guided with the keys of {@link
   * GuidedParams#of}, or {@code swin_unet}, as without {@code type}, with those of {@link
   * #swinUNet}.
   *
   * @throws io.github.resshift.config.ConfigException as {@link #swinUNet}
   */
  public static DenoiserConfig network(ConfigNode node) {
    return switch (node.text("type", "swin_unet")) {
      case "swin_unet" -> swinUNet(node);
      case "guided" -> GuidedParams.of(node);
      default -> throw node.problem("type", "must be swin_unet or guided");
    };
  }

  /** The block that {@link #network(ConfigNode)} reads as {@code config}. */
  public static Map<String, Object> block(DenoiserConfig config) {
    if (config instanceof SwinUNetConfig unet) {
      return block(unet);
    }
    return GuidedParams.block((GuidedNetConfig) config);
  }

  /**
   * The denoiser's settings (docs/method.md section 4). Optional keys and what they stand for when
   * absent: {@code dropout} 0, {@code num_heads} 1, {@code num_head_channels} -1, {@code
   * swin_depth} 2, {@code window_size} 8, {@code mlp_ratio} 4, {@code cond_lq} true, {@code
   * cond_mask} false, {@code lq_size} the image size. A scalar {@code num_res_blocks} counts for
   * every level.
   *
   * @throws io.github.resshift.config.ConfigException for a missing key, a wrong kind, a value out
   *     of range, or a variant that the networks here do not have
   */
  public static SwinUNetConfig swinUNet(ConfigNode params) {
    fixed(params, "dims", 2);
    fixed(params, "conv_resample", true);
    fixed(params, "use_scale_shift_norm", true);
    fixed(params, "resblock_updown", false);
    fixed(params, "use_fp16", false);
    fixed(params, "patch_norm", false);
    int imageSize = params.integer("image_size");
    List<Integer> channelMult = params.integers("channel_mult");
    return checked(
        params,
        () ->
            new SwinUNetConfig(
                imageSize,
                params.integer("in_channels"),
                params.integer("model_channels"),
                params.integer("out_channels"),
                params.integers("attention_resolutions"),
                params.number("dropout", 0),
                channelMult,
                perLevel(params, channelMult.size()),
                params.integer("num_heads", 1),
                params.integer("num_head_channels", -1),
                params.integer("swin_depth", 2),
                params.integer("swin_embed_dim"),
                params.integer("window_size", 8),
                params.number("mlp_ratio", 4),
                params.flag("cond_lq", true),
                params.flag("cond_mask", false),
                params.integer("lq_size", imageSize)));
  }

  /** The block that {@link #swinUNet(ConfigNode)} reads as {@code config}. */
  public static Map<String, Object> block(SwinUNetConfig config) {
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("image_size", config.imageSize());
    block.put("in_channels", config.inChannels());
    block.put("model_channels", config.modelChannels());
    block.put("out_channels", config.outChannels());
    block.put("attention_resolutions", config.attentionResolutions());
    block.put("dropout", config.dropout());
    block.put("channel_mult", config.channelMult());
    block.put("num_res_blocks", config.numResBlocks());
    block.put("num_heads", config.numHeads());
    block.put("num_head_channels", config.numHeadChannels());
    block.put("swin_depth", config.swinDepth());
    block.put("swin_embed_dim", config.swinEmbedDim());
    block.put("window_size", config.windowSize());
    block.put("mlp_ratio", config.mlpRatio());
    block.put("cond_lq", config.condLq());
    block.put("cond_mask", config.condMask());
    block.put("lq_size", config.lqSize());
    return block;
  }

  /**
   * The VQ autoencoder's settings (docs/method.md section 5): {@code embed_dim}, {@code n_embed},
   * {@code ddconfig.{z_channels, resolution, in_channels, out_ch, ch, ch_mult, num_res_blocks,
   * attn_resolutions, dropout}}. A scalar {@code num_res_blocks} counts for every level.
   *
   * @throws io.github.resshift.config.ConfigException as {@link #swinUNet}
   */
  public static VqConfig vq(ConfigNode params) {
    ConfigNode network = params.at("ddconfig");
    fixed(network, "double_z", false);
    fixed(network, "padding_mode", "zeros");
    List<Integer> channelMult = network.integers("ch_mult");
    return checked(
        network,
        () ->
            new VqConfig(
                params.integer("embed_dim"),
                params.integer("n_embed"),
                network.integer("z_channels"),
                network.integer("resolution"),
                network.integer("in_channels", 3),
                network.integer("out_ch", 3),
                network.integer("ch"),
                channelMult,
                perLevel(network, channelMult.size()),
                attention(network),
                network.number("dropout", 0)));
  }

  /**
   * The settings of an autoencoder with means and variances, in the spelling of {@code
   * AutoencoderKL}: those of {@link #vq} without {@code n_embed}.
   *
   * @throws io.github.resshift.config.ConfigException as {@link #swinUNet}
   */
  public static KlConfig kl(ConfigNode params) {
    ConfigNode network = params.at("ddconfig");
    fixed(network, "double_z", true);
    List<Integer> channelMult = network.integers("ch_mult");
    return checked(
        network,
        () ->
            new KlConfig(
                params.integer("embed_dim"),
                network.integer("z_channels"),
                network.integer("resolution"),
                network.integer("in_channels", 3),
                network.integer("out_ch", 3),
                network.integer("ch"),
                channelMult,
                perLevel(network, channelMult.size()),
                attention(network),
                network.number("dropout", 0)));
  }

  /** The block that {@link #vq} or {@link #kl} reads as {@code config}. */
  public static Map<String, Object> block(AutoencoderConfig config) {
    Map<String, Object> network = new LinkedHashMap<>();
    if (config instanceof KlConfig) {
      network.put("double_z", true);
    }
    network.put("z_channels", config.zChannels());
    network.put("resolution", config.resolution());
    network.put("in_channels", config.inChannels());
    network.put("out_ch", config.outChannels());
    network.put("ch", config.channels());
    network.put("ch_mult", config.channelMult());
    network.put("num_res_blocks", config.numResBlocks());
    network.put("attn_resolutions", config.attnResolutions());
    network.put("dropout", config.dropout());
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("embed_dim", config.embedDim());
    if (config instanceof VqConfig vq) {
      block.put("n_embed", vq.codes());
    }
    block.put("ddconfig", network);
    return block;
  }

  /**
   * The chain's settings (docs/method.md sections 1 to 3). Optional keys and what they stand for
   * when absent: {@code schedule_name} exponential (the only one), {@code schedule_kwargs.power}
   * 0.3, {@code etas_end} 0.99, {@code weighted_mse} false, {@code predict_type} xstart, {@code
   * timestep_respacing} none, {@code scale_factor} 1, {@code normalize_input} and {@code
   * latent_flag} true.
   *
   * @throws io.github.resshift.config.ConfigException as {@link #swinUNet}
   */
  public static DiffusionConfig diffusion(ConfigNode params) {
    fixed(params, "schedule_name", "exponential");
    Optional<ConfigNode> schedule = params.find("schedule_kwargs");
    double power = schedule.map(node -> node.number("power", 0.3)).orElse(0.3);
    // 0 is no valid count, so it can stand for an absent key.
    int respacing = params.integer("timestep_respacing", 0);
    return checked(
        params,
        () ->
            new DiffusionConfig(
                params.integer("sf"),
                params.integer("steps"),
                params.number("etas_end", 0.99),
                params.number("min_noise_level"),
                params.number("kappa"),
                power,
                params.flag("weighted_mse", false),
                predictType(params, "xstart"),
                respacing == 0 ? Optional.empty() : Optional.of(respacing),
                params.number("scale_factor", 1),
                params.flag("normalize_input", true),
                params.flag("latent_flag", true)));
  }

  /** The block that {@link #diffusion(ConfigNode)} reads as {@code config}. */
  public static Map<String, Object> block(DiffusionConfig config) {
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("sf", config.scale());
    block.put("schedule_name", "exponential");
    block.put("schedule_kwargs", Map.of("power", config.power()));
    block.put("etas_end", config.etasEnd());
    block.put("steps", config.steps());
    block.put("min_noise_level", config.minNoiseLevel());
    block.put("kappa", config.kappa());
    block.put("weighted_mse", config.weightedMse());
    block.put("predict_type", published(config.predictType()));
    block.put("timestep_respacing", config.timestepRespacing().orElse(null));
    block.put("scale_factor", config.scaleFactor());
    block.put("normalize_input", config.normalizeInput());
    block.put("latent_flag", config.latentFlag());
    return block;
  }

  /**
   * The first stage's settings in our model files: {@code type} pixel_shuffle with {@code factor},
   * vq with the keys of {@link #vq}, kl with those of {@link #kl}, or identity.
   *
   * @throws io.github.resshift.config.ConfigException as {@link #swinUNet}
   */
  public static FirstStageConfig firstStage(ConfigNode node) {
    String type = node.text("type");
    return switch (type) {
      case "pixel_shuffle" -> checked(node, () -> new PixelShuffleConfig(node.integer("factor")));
      case "vq" -> vq(node);
      case "kl" -> kl(node);
      case "identity" -> new IdentityConfig();
      default -> throw node.problem("type", "must be pixel_shuffle, vq, kl or identity");
    };
  }

  /** The block that {@link #firstStage(ConfigNode)} reads as {@code config}. */
  public static Map<String, Object> block(FirstStageConfig config) {
    Map<String, Object> block = new LinkedHashMap<>();
    if (config instanceof AutoencoderConfig autoencoder) {
      block.put("type", autoencoder instanceof KlConfig ? "kl" : "vq");
      block.putAll(block(autoencoder));
    } else if (config instanceof PixelShuffleConfig shuffle) {
      block.put("type", "pixel_shuffle");
      block.put("factor", shuffle.factor());
    } else {
      block.put("type", "identity");
    }
    return block;
  }

  /** A setting that has one value here: absent or that value. */
  private static void fixed(ConfigNode params, String key, Object published) {
    boolean same =
        published instanceof Boolean flag
            ? params.flag(key, flag) == flag
            : params.text(key, published.toString()).equals(published.toString());
    if (!same) {
      throw params.problem(key, "must be " + published + ", the only variant here");
    }
  }

  private static List<Integer> perLevel(ConfigNode params, int levels) {
    String key = "num_res_blocks";
    return params.isList(key)
        ? params.integers(key)
        : Collections.nCopies(levels, params.integer(key));
  }

  private static List<Integer> attention(ConfigNode network) {
    String key = "attn_resolutions";
    return network.has(key) ? network.integers(key) : List.of();
  }

  static PredictType predictType(ConfigNode params, String usual) {
    String name = params.text("predict_type", usual);
    return Arrays.stream(PredictType.values())
        .filter(type -> published(type).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                params.problem(
                    "predict_type",
                    "must be one of "
                        + Arrays.stream(PredictType.values())
                            .map(ModelParams::published)
                            .toList()));
  }

  static String published(PredictType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** The records check ranges; here their complaint gets the file and the block's path. */
  static <T> T checked(ConfigNode params, Supplier<T> record) {
    try {
      return record.get();
    } catch (IllegalArgumentException e) {
      throw params.problem(e.getMessage() + ".");
    }
  }
}
