package io.github.resshift.measure;

import io.github.resshift.model.DenoiserConfig;
import io.github.resshift.model.SwinUNetConfig;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;

/**
 * Floating-point operations of one pass, two for each multiply-add of convolutions, linear maps and
 * attention; normalisation and activations are left out, as is usual.
 *
 * <p>Every weight of a convolution or a linear map is used once at each position of its output, so
 * the published names, which tell the level of a weight, are all that has to be known.
 */
final class FlopCount {
  private static final int PER_MULTIPLY_ADD = 2;

  private FlopCount() {}

  /**
   * One step of a denoiser; what it does once for a tile and its guide are not counted.
   *
   * @param weights its tensors by name
   * @param height height of the latent; so with {@code width}
   */
  public static double step(
      DenoiserConfig config, Map<String, Tensor> weights, int height, int width) {
    return config instanceof SwinUNetConfig unet
        ? swinUNet(unet, weights, height, width)
        : perPosition(weights, (double) height * width, name -> !once(name));
  }

  /** What a denoiser on a guide does once for a tile; 0 for others. */
  public static double once(
      DenoiserConfig config, Map<String, Tensor> weights, int height, int width) {
    return config instanceof SwinUNetConfig
        ? 0
        : perPosition(weights, (double) height * width, FlopCount::once);
  }

  /** A guide on a small picture of {@code height} x {@code width}. */
  public static double guide(Map<String, Tensor> weights, int height, int width) {
    double positions = (double) height * width;
    Set<String> doubled = Set.of("conv_up1.weight");
    Set<String> large = Set.of("conv_up2.weight", "conv_hr.weight", "conv_last.weight");
    return perPosition(weights, 4 * positions, doubled::contains)
        + perPosition(weights, 16 * positions, large::contains)
        + perPosition(weights, positions, n -> !doubled.contains(n) && !large.contains(n));
  }

  private static boolean once(String name) {
    return name.startsWith("trunk.") || name.startsWith("join_condition.");
  }

  /** A network whose convolutions all run on the grid of the latent. */
  private static double perPosition(
      Map<String, Tensor> weights, double positions, Predicate<String> counted) {
    double sum = 0;
    for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
      Tensor weight = entry.getValue();
      if (weight.dim() >= 2 && counted.test(entry.getKey())) {
        sum += weight.numel() * (weight.dim() == 4 ? positions : 1);
      }
    }
    return PER_MULTIPLY_ADD * sum;
  }

  /**
   * One step of the Swin-UNet.
   *
   * @param weights its tensors by name
   * @param height height of the latent; so with {@code width}
   */
  public static double swinUNet(
      SwinUNetConfig config, Map<String, Tensor> weights, int height, int width) {
    double positions = (double) height * width;
    int deepest = config.channelMult().size() - 1;
    int level = 0;
    String block = "";
    double sum = 0;
    boolean doubled = false;
    for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
      String name = entry.getKey();
      String parent = parent(name);
      if (!parent.equals(block)) {
        level -= doubled ? 1 : 0;
        doubled = false;
        block = parent;
      }
      if (parent.equals("middle_block")) {
        level = deepest;
      }
      if (name.endsWith(".op.weight") && parent.startsWith("input_blocks")) {
        level++;
      }
      boolean doubling = name.endsWith(".conv.weight") && parent.startsWith("output_blocks");
      doubled |= doubling;
      Tensor weight = entry.getValue();
      if (!name.endsWith(".weight") || weight.dim() < 2) {
        continue;
      }
      if (name.startsWith("time_embed") || name.contains(".emb_layers.")) {
        sum += weight.numel();
      } else if (name.startsWith("feature_extractor")) {
        sum += weight.numel() * extractorPositions(config, name, positions);
      } else {
        double here = positions / Math.pow(4, doubling ? level - 1 : level);
        sum += weight.numel() * here;
        if (name.endsWith(".attn.qkv.weight")) {
          int nominal = config.imageSize() >> level;
          double window = Math.min(config.windowSize(), nominal);
          sum += 2 * here * window * window * config.swinEmbedDim();
        }
      }
    }
    return PER_MULTIPLY_ADD * sum;
  }

  /** Encoding a picture of {@code height} x {@code width} with the VQ autoencoder. */
  public static double encode(Map<String, Tensor> weights, int height, int width) {
    return side(weights, "encoder", height, width);
  }

  /** Decoding to a picture of {@code height} x {@code width}, the search for codes included. */
  public static double decode(Map<String, Tensor> weights, int height, int width) {
    return side(weights, "decoder", height, width);
  }

  private static double side(Map<String, Tensor> weights, String side, int height, int width) {
    int deepest =
        weights.keySet().stream()
            .filter(name -> name.startsWith(side + ".down.") || name.startsWith(side + ".up."))
            .mapToInt(name -> Integer.parseInt(name.split("\\.")[2]))
            .max()
            .orElseThrow();
    double positions = (double) height * width;
    double latent = positions / Math.pow(4, deepest);
    boolean encoder = side.equals("encoder");
    double sum = 0;
    for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
      String name = entry.getKey();
      Tensor weight = entry.getValue();
      if (!name.endsWith(".weight") || weight.dim() < 2) {
        continue;
      }
      if (name.startsWith(encoder ? "quant_conv" : "post_quant_conv")
          || (!encoder && name.startsWith("quantize."))) {
        sum += weight.numel() * latent;
      } else if (name.startsWith(side + ".")) {
        int level = vqLevel(name, deepest);
        sum += weight.numel() * positions / Math.pow(4, level);
        if (name.endsWith(".attn_1.q.weight")) {
          sum += 2 * latent * latent * weight.size(0);
        }
      }
    }
    return PER_MULTIPLY_ADD * sum;
  }

  /** The level at which a convolution of the autoencoder writes; 0 is the picture's own size. */
  private static int vqLevel(String name, int deepest) {
    String[] parts = name.split("\\.");
    boolean encoder = parts[0].equals("encoder");
    return switch (parts[1]) {
      case "down" -> Integer.parseInt(parts[2]) + (parts[3].equals("downsample") ? 1 : 0);
      case "up" -> Integer.parseInt(parts[2]) - (parts[3].equals("upsample") ? 1 : 0);
      case "conv_in" -> encoder ? 0 : deepest;
      case "conv_out" -> encoder ? deepest : 0;
      default -> deepest;
    };
  }

  /** Positions at which a convolution of the condition's extractor writes. */
  private static double extractorPositions(SwinUNetConfig config, String name, double latent) {
    int index = Integer.parseInt(name.split("\\.")[1]);
    double ratio = (double) config.lqSize() / config.imageSize();
    int halvings = index / 3 + (index % 3 == 2 ? 1 : 0);
    return latent * ratio * ratio / Math.pow(4, halvings);
  }

  /** {@code input_blocks.3} of {@code input_blocks.3.0.op.weight}, {@code out} of {@code out.2}. */
  private static String parent(String name) {
    String[] parts = name.split("\\.");
    return parts[0].endsWith("put_blocks") ? parts[0] + "." + parts[1] : parts[0];
  }
}
