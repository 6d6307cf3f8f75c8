package io.github.resshift.train;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.parallel.Team;
import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The training loop. Iteration i depends on the state after iteration i - 1, the seed and i alone,
 * so an interrupted run that is resumed equals one that was not. One thread; of several processes
 * the first one saves and validates.
 */
public final class Trainer {
  private final TrainState state;
  private final TrainingStep step;
  private final TrainingLoss loss;
  private final BatchSource data;
  private final TrainSettings settings;
  private final Checkpoints checkpoints;
  private final Map<String, String> facts;
  private final TrainListener listener;
  private final Team team;

  /**
   * A loop over a state, in one process.
   *
   * @param facts settings that checkpoints record and a resumed run must share
   */
  public Trainer(
      TrainState state,
      TrainingLoss loss,
      BatchSource data,
      TrainSettings settings,
      Checkpoints checkpoints,
      Map<String, String> facts,
      TrainListener listener) {
    this(state, loss, data, settings, checkpoints, facts, listener, Team.alone());
  }

  /**
   * A loop that the processes of a team run together.
   *
   * @param data this process's share of every batch
   * @param facts settings that checkpoints record and a resumed run must share
   */
  public Trainer(
      TrainState state,
      TrainingLoss loss,
      BatchSource data,
      TrainSettings settings,
      Checkpoints checkpoints,
      Map<String, String> facts,
      TrainListener listener,
      Team team) {
    this.state = state;
    this.loss = loss;
    this.data = data;
    this.settings = settings;
    this.checkpoints = checkpoints;
    this.facts = facts;
    this.listener = listener;
    this.team = team;
    this.step =
        new TrainingStep(
            state.network(), loss, state.optimiser(), state.ema(), settings.stepOptions(), team);
  }

  /**
   * Trains up to the last iteration or until {@code stop} of any process, and saves a checkpoint at
   * the end in either case.
   */
  public void run(BooleanSupplier stop) throws IOException {
    long last = settings.rate().total();
    long saved = state.iteration();
    while (state.iteration() < last && !team.any(stop.getAsBoolean())) {
      long iteration = state.iteration() + 1;
      double rate = settings.rate().at(iteration);
      long waitedFrom = System.nanoTime();
      try (var scope = Scope.open()) {
        Batch batch = data.batch(iteration);
        long waited = System.nanoTime() - waitedFrom;
        Draw draw = draw(iteration, batch);
        // Dropout draws from the engine's own generator, which a resumed process would start anew.
        torch.manual_seed(mix(~settings.seed() + team.rank(), iteration));
        StepResult result = step.run(iteration, batch, draw.t(), draw.noise(), rate);
        state.finished(iteration);
        listener.iteration(
            new TrainListener.Iteration(iteration, draw.t(), result, rate, waited / 1e9));
      }
      if (iteration % settings.saveEvery() == 0 || iteration == last) {
        save();
        saved = iteration;
      }
      if (team.isFirst()
          && settings.validateEvery() > 0
          && (iteration % settings.validateEvery() == 0 || iteration == last)) {
        listener.validate(state);
      }
    }
    if (saved != state.iteration()) {
      save();
    }
  }

  private void save() throws IOException {
    if (team.isFirst()) {
      listener.saved(checkpoints.save(state, facts));
    }
  }

  private record Draw(long[] t, Tensor noise) {}

  /**
   * The steps and the noise of an iteration for the whole batch, a function of the seed and the
   * iteration.
   */
  private Draw draw(long iteration, Batch batch) {
    Generator random = torch.make_generator_cpu(mix(settings.seed(), iteration));
    long n = settings.batch();
    Tensor t =
        torch.randint(
            loss.diffusion().chain().schedule().size(),
            new long[] {n},
            new GeneratorOptional(random));
    long[] latent = loss.diffusion().latentShape(batch);
    latent[0] = n;
    return new Draw(Tensors.longs(t), torch.randn(latent, new GeneratorOptional(random)));
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood 2014): neighbours become unrelated seeds.
   */
  public static long mix(long seed, long iteration) {
    long z = seed + iteration * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (z ^ (z >>> 31)) & Long.MAX_VALUE;
  }
}
