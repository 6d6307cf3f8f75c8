package io.github.resshift.bench;

import io.github.resshift.config.ConfigNode;
import io.github.resshift.tensor.Engine;
import io.github.resshift.train.Resume;
import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainingRun;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.denoiser.TrainConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A training run of a small network with every kind of state, a discriminator included: what {@link
 * KillTrainingCommand} kills. It says on the standard output where it starts and what is done.
 */
@Command(name = "tiny-training", description = "A training run of a small network.")
final class TinyTraining implements Callable<Integer> {
  static final String FROM = "from ";
  static final String DONE = "done ";

  private static final String CONFIG =
      """
      name: tiny
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
          swin_depth: 2
          swin_embed_dim: 32
          window_size: 8
          mlp_ratio: 2
          dropout: 0.1
          cond_lq: true
          lq_size: 16
      diffusion:
        params: {sf: 4, steps: 4, min_noise_level: 0.2, kappa: 0.5, predict_type: residual}
      autoencoder: {target: PixelShuffleCodec, params: {factor: 4}}
      degradation: {recipe: milder}
      data: {train: {params: {gt_size: 64}}}
      train:
        lr: 1e-3
        lr_schedule: cosin
        warmup_iterations: 10
        batch: 2
        clip_norm: 1.0
        loss: {adversarial: {weight: 0.05, start: 30, channels: 8, levels: 2}}
      """;

  @Mixin private Options options;

  @Option(names = "--data", required = true, description = "Photographs.")
  private Path data;

  @Option(names = "--out", required = true, description = "Folder of the run.")
  private Path out;

  @Option(names = "--iterations", required = true, description = "Length of the run.")
  private long iterations;

  @Option(names = "--save-every", required = true, description = "Iterations a checkpoint.")
  private long saveEvery;

  @Override
  public Integer call() throws Exception {
    Engine.threads(options.threads());
    TrainConfig config =
        TrainConfig.of(
            ConfigNode.parse("tiny training", CONFIG)
                .with("train.iterations", Long.toString(iterations))
                .with("train.save_freq", Long.toString(saveEvery)));
    PrintStream says = System.out;
    try (TrainingRun run =
        TrainingRun.open(config, PhotoList.read(data), out, new Resume.Latest(), "cpu")) {
      says.println(FROM + run.iteration());
      says.flush();
      TrainListener listener =
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              says.println(DONE + iteration.number());
              says.flush();
            }
          };
      run.run(listener, () -> false);
    }
    return 0;
  }
}
