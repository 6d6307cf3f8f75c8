package io.github.resshift.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A configuration and photographs for runs that take a second. */
final class TinyTraining {
  private static final int SIDE = 48;
  private static final int PHOTOGRAPHS = 4;

  private TinyTraining() {}

  /** Writes {@code tiny.yaml}: four iterations of batches of four. */
  static Path config(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("tiny.yaml"),
        """
        model:
          params:
            image_size: 16
            in_channels: 48
            model_channels: 32
            out_channels: 48
            attention_resolutions: [16]
            channel_mult: [1]
            num_res_blocks: [1]
            num_head_channels: 32
            swin_depth: 1
            swin_embed_dim: 32
            window_size: 8
            mlp_ratio: 1
            lq_size: 16
        diffusion:
          params: {sf: 4, steps: 4, min_noise_level: 0.2, kappa: 0.5, predict_type: residual}
        autoencoder:
          target: PixelShuffleCodec
          params: {factor: 4}
        degradation: {recipe: milder}
        data: {train: {params: {gt_size: 32}}}
        train:
          lr: 1e-3
          iterations: 4
          batch: 4
          microbatch: 2
          clip_norm: 0.05
          ema_rate: 0.9
          loss: {charbonnier: 0.5, adversarial: {weight: 0.1, channels: 8, levels: 2}}
          log_freq: 1
        """);
  }

  /** Kinds of autoencoders of factor 4 that can be trained. */
  enum Stage {
    VQ("VQModelTorch", "n_embed: 16, ", "", "codebook: {restart_every: 2}", 1),
    KL("AutoencoderKL", "", "double_z: true, ", "kl: {weight: 1e-3}", 2);

    private final String target;
    private final String params;
    private final String network;
    private final String train;
    private final double scaleFactor;

    Stage(String target, String params, String network, String train, double scaleFactor) {
      this.target = target;
      this.params = params;
      this.network = network;
      this.train = train;
      this.scaleFactor = scaleFactor;
    }

    String target() {
      return target;
    }

    private String block() {
      return "{embed_dim: 3, "
          + params
          + "ddconfig: {"
          + network
          + "z_channels: 3, resolution: 32, ch: 32, ch_mult: [1, 1, 1], num_res_blocks: 1}}";
    }
  }

  /** Writes {@code stage.yaml}: an autoencoder, six iterations. */
  static Path stage(Path folder, Stage stage) throws IOException {
    return Files.writeString(
        folder.resolve("stage.yaml"),
        """
        autoencoder: {target: %s, params: %s}
        data: {train: {params: {gt_size: 32}}}
        train:
          lr: 1e-3
          iterations: 6
          batch: 4
          microbatch: 2
          ema_rate: 0.5
          val_freq: 6
          log_freq: 1
          loss: {mse: 1, charbonnier: 1, adversarial: {weight: 0.1, channels: 8, levels: 2}}
          %s
        """
            .formatted(stage.target, stage.block(), stage.train));
  }

  /** Writes {@code latent.yaml}: a denoiser on the latents of {@link #stage}. */
  static Path onStage(Path folder, Stage stage, Path weights) throws IOException {
    return Files.writeString(
        folder.resolve("latent.yaml"),
        Files.readString(config(folder))
            .replace("in_channels: 48", "in_channels: 3")
            .replace("out_channels: 48", "out_channels: 3")
            .replace("sf: 4,", "sf: 4, scale_factor: " + stage.scaleFactor + ",")
            .replace(
                "  target: PixelShuffleCodec\n  params: {factor: 4}\n",
                "  target: %s\n  ckpt_path: '%s'\n  params: %s\n"
                    .formatted(
                        stage.target, weights.toString().replace('\\', '/'), stage.block())));
  }

  /** Writes photographs of soft stripes with noise into {@code photos}. */
  static Path photographs(Path folder) throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < PHOTOGRAPHS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          for (int band = 0; band < 3; band++) {
            double wave = Math.sin((x * (i + 1) + y * (band + 1)) / 6.0);
            image.getRaster().setSample(x, y, band, (int) (100 + 70 * wave) + random.nextInt(40));
          }
        }
      }
      ImageIO.write(image, "png", photos.resolve("p" + i + ".png").toFile());
    }
    return photos;
  }
}
