package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.parallel.Team;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * The training loop. Iteration i depends on the state after iteration i - 1, the seed and i alone,
 * so an interrupted run that is resumed equals one that was not. One thread; of several processes
 * the first one saves and validates.
 */
@Internal
public final class TrainingLoop {
  private static final double NANOS = 1e9;

  private final Trainee trainee;
  private final TrainSettings settings;
  private final Checkpoints checkpoints;
  private final TrainListener listener;
  private final Team team;

  /** A loop that the processes of a team run together. */
  public TrainingLoop(
      Trainee trainee,
      TrainSettings settings,
      Checkpoints checkpoints,
      TrainListener listener,
      Team team) {
    this.trainee = trainee;
    this.settings = settings;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.team = team;
  }

  /**
   * Trains up to the last iteration or until {@code stop} of any process, and saves a checkpoint at
   * the end in either case.
   */
  public void run(BooleanSupplier stop) throws IOException {
    WeightState state = trainee.state();
    long last = settings.rate().total();
    long saved = state.iteration();
    while (state.iteration() < last && !team.any(stop.getAsBoolean())) {
      long iteration = state.iteration() + 1;
      iterate(iteration);
      if (iteration % settings.saveEvery() == 0 || iteration == last) {
        save();
        saved = iteration;
      }
      if (settings.validateEvery() > 0
          && (iteration % settings.validateEvery() == 0 || iteration == last)) {
        validate(iteration);
      }
    }
    if (saved != state.iteration()) {
      save();
    }
  }

  private void iterate(long iteration) {
    double rate = settings.rate().at(iteration);
    long from = System.nanoTime();
    try (var scope = Scope.open()) {
      Batch batch = trainee.data().batch(iteration);
      double waited = (System.nanoTime() - from) / NANOS;
      StepResult result = trainee.step(iteration, batch, rate);
      trainee.state().finished(iteration);
      listener.iteration(new TrainListener.Iteration(iteration, result, rate, waited));
    }
  }

  private void save() throws IOException {
    if (team.isFirst()) {
      listener.saved(checkpoints.save(trainee.state(), trainee.facts().values()));
    }
  }

  private void validate(long iteration) throws IOException {
    if (team.isFirst()) {
      var measured = trainee.measure();
      if (measured.isPresent()) {
        listener.measured(iteration, measured.get());
      }
    }
  }
}
