package io.github.resshift.train.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.model.PixelShuffleCodec;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.restore.TinyModels;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.Checkpoints;
import io.github.resshift.train.GradientStep;
import io.github.resshift.train.Measured;
import io.github.resshift.train.RunFacts;
import io.github.resshift.train.Seeds;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.Trainee;
import io.github.resshift.train.TrainingLoop;
import io.github.resshift.train.WeightState;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.loss.AdversarialConfig;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossConfig;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.train.optimiser.LearningRate;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResumeTest {
  private static final Map<String, String> FACTS = Map.of("data", "random");
  private static final int ITERATIONS = 6;

  @TempDir Path folder;

  static List<LossConfig> losses() {
    return List.of(
        LossConfig.PUBLISHED,
        new LossConfig(
            1,
            Optional.empty(),
            Optional.empty(),
            0.5,
            0.5,
            0.1,
            0.1,
            Optional.of(new AdversarialConfig(0.1, 2, 1, 1e-3, 0.01, 4, 2)),
            0.5,
            false,
            0),
        new LossConfig(
            0, Optional.empty(), Optional.empty(), 1, 0, 0, 0.1, Optional.empty(), 0.5, true, 0));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void anInterruptedRunEqualsOneThatWasNotBitForBit(LossConfig losses) throws IOException {
    Map<String, byte[]> straight = train(folder.resolve("straight"), losses, List.of(ITERATIONS));
    // The discriminator starts to learn in the third iteration, and counts from the fourth on.
    Map<String, byte[]> interrupted =
        train(folder.resolve("cut"), losses, List.of(2, 3, 4, ITERATIONS));
    assertThat(interrupted.keySet()).isEqualTo(straight.keySet());
    straight.forEach(
        (name, bytes) -> assertThat(Arrays.equals(interrupted.get(name), bytes)).as(name).isTrue());
  }

  @Test
  void damagedCheckpointsArePassedOver() throws IOException {
    train(folder, LossConfig.PUBLISHED, List.of(2, 4));
    Checkpoints checkpoints = new Checkpoints(folder);
    Path newest = checkpoints.latest().orElseThrow();
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(checkpoints.latest().orElseThrow().getFileName().toString())
        .isEqualTo("state-00000002.safetensors");
  }

  @Test
  void aSingleFlippedBitIsFoundAndSaid() throws IOException {
    train(folder, LossConfig.PUBLISHED, List.of(2, 4));
    Path newest = new Checkpoints(folder).latest().orElseThrow();
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 1000] ^= 4;
    Files.write(newest, bytes);
    List<String> said = new ArrayList<>();
    assertThat(new Checkpoints(folder).latest(said::add).orElseThrow().getFileName().toString())
        .isEqualTo("state-00000002.safetensors");
    assertThat(said).singleElement().asString().contains(newest.toString(), "checksum");
  }

  @Test
  void whatAKilledProcessLeavesIsRemoved() throws IOException {
    train(folder, LossConfig.PUBLISHED, List.of(2));
    Path part = folder.resolve(".state-00000003.safetensors.0-1");
    Files.write(part, new byte[9]);
    new Checkpoints(folder).removeParts();
    assertThat(part).doesNotExist();
    assertThat(new Checkpoints(folder).latest()).isPresent();
  }

  @Test
  void aSettingThatWasGivenOnlyBeforeIsNamedToo() throws IOException {
    train(folder, LossConfig.PUBLISHED, List.of(2));
    Path file = new Checkpoints(folder).latest().orElseThrow();
    try (SwinUNet network = network();
        TrainState state = new TrainState(network, 0, 0.9)) {
      assertThatThrownBy(() -> Checkpoints.restore(file, state, RunFacts.of(Map.of())))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("data = random")
          .hasMessageContaining("no data given");
    }
  }

  @Test
  void otherSettingsAreRefusedByName() throws IOException {
    train(folder, LossConfig.PUBLISHED, List.of(2));
    Path file = new Checkpoints(folder).latest().orElseThrow();
    try (SwinUNet network = network();
        TrainState state = new TrainState(network, 0, 0.9)) {
      assertThatThrownBy(
              () -> Checkpoints.restore(file, state, RunFacts.of(Map.of("data", "other"))))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("data")
          .hasMessageContaining(file.toString());
    }
  }

  /** Trains in pieces, each with new objects that know only the folder. */
  private static Map<String, byte[]> train(Path folder, LossConfig losses, List<Integer> stops)
      throws IOException {
    Map<String, byte[]> result = new LinkedHashMap<>();
    for (int stop : stops) {
      try (SwinUNet network = network();
          TrainState state =
              new TrainState(
                  network, 0.01, 0.9, losses.adversarial().map(a -> new Adversary(a, 5, "cpu")))) {
        Checkpoints checkpoints = new Checkpoints(folder);
        Optional<Path> latest = checkpoints.latest();
        latest.ifPresent(file -> Checkpoints.restore(file, state, RunFacts.of(FACTS)));
        TrainingLoss loss =
            new TrainingLoss(
                new DiffusionLoss(
                    new ResidualShift(TinyModels.diffusion(4)),
                    new PixelShuffleCodec(new PixelShuffleConfig(4))),
                losses,
                LossDistances.none(),
                state.adversary());
        new TrainingLoop(
                new OnRandomPairs(state, loss),
                settings(),
                checkpoints,
                new TrainListener() {},
                Team.alone())
            .run(() -> state.iteration() >= stop);
        result.clear();
        state.tensors().forEach((name, tensor) -> result.put(name, Tensors.bytes(tensor)));
      }
    }
    return result;
  }

  private static TrainSettings settings() {
    return new TrainSettings(
        new LearningRate(1e-3, 1e-4, LearningRate.Shape.COSINE, 2, ITERATIONS),
        2,
        new GradientStep.Options(1, false, 1.0),
        0.01,
        0.9,
        7,
        100,
        0,
        100,
        OptionalInt.empty());
  }

  /** A denoiser that learns from noise. */
  private static final class OnRandomPairs implements Trainee {
    private final TrainState state;
    private final TrainingLoss loss;
    private final TrainingStep step;
    private final BatchSource data = new RandomPairs();

    OnRandomPairs(TrainState state, TrainingLoss loss) {
      this.state = state;
      this.loss = loss;
      this.step = new TrainingStep(state, loss, settings().stepOptions(), Team.alone());
    }

    @Override
    public WeightState state() {
      return state;
    }

    @Override
    public BatchSource data() {
      return data;
    }

    @Override
    public RunFacts facts() {
      return RunFacts.of(FACTS);
    }

    @Override
    public StepResult step(long iteration, Batch batch, double rate) {
      ChainDraw draw = ChainDraw.of(settings(), iteration, batch, loss.diffusion());
      torch.manual_seed(Seeds.mix(~settings().seed(), iteration));
      return step.run(iteration, batch, draw.t(), draw.noise(), rate);
    }

    @Override
    public Optional<Measured> measure() {
      return Optional.empty();
    }

    @Override
    public void export(Path target) {}
  }

  private static SwinUNet network() {
    SwinUNetConfig config =
        new SwinUNetConfig(
            16,
            48,
            32,
            48,
            List.of(),
            0.1,
            List.of(1),
            List.of(1),
            -1,
            32,
            2,
            32,
            8,
            2,
            true,
            false,
            16);
    return SwinUNet.initialise(config, 3, Placement.training("cpu"));
  }

  /** Pairs that depend on the iteration alone. */
  private static final class RandomPairs implements BatchSource {
    @Override
    public Batch batch(long iteration) {
      Generator random = torch.make_generator_cpu(iteration);
      return new Batch(
          torch.randn(new long[] {2, 3, 64, 64}, new GeneratorOptional(random)),
          torch.randn(new long[] {2, 3, 16, 16}, new GeneratorOptional(random)));
    }

    @Override
    public String digest() {
      return "random";
    }

    @Override
    public void close() {
      // It owns nothing.
    }
  }
}
