package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.ResShiftException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.tensor.Engine;
import io.github.resshift.train.data.PhotoCache;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.parallel.Team;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A training run in a folder: checkpoints in {@code checkpoints/}, curves in {@code events/} and
 * {@code metrics.jsonl}, what it is in {@code run.json}, sheets of validation in {@code pictures/},
 * and at the end what was trained in {@code model/}. Made for one call of {@link #run}; one thread.
 */
public final class TrainingRun implements AutoCloseable {
  private final TrainSettings settings;
  private final Site site;
  private final Trainee trainee;
  private final Checkpoints checkpoints;
  private final Opened parts;

  private TrainingRun(TrainSettings settings, Site site, Trainee trainee, Opened parts) {
    this.settings = settings;
    this.site = site;
    this.trainee = trainee;
    this.checkpoints = new Checkpoints(site.folder().resolve("checkpoints"));
    this.parts = parts;
  }

  /**
   * Prepares a run in one process: decodes the photographs on first use, makes or resumes the
   * state.
   *
   * @param photographs folders, lists and single pictures; not empty
   * @param folder where the run lives
   * @param device a libtorch device name, such as {@code cpu}
   * @throws ResShiftException for settings, data or checkpoints that cannot be used
   */
  public static TrainingRun open(
      TrainingTask task, List<Path> photographs, Path folder, Resume resume, String device)
      throws IOException {
    return open(task, PhotoList.read(photographs), folder, resume, device);
  }

  /**
   * Prepares a run in one process, of photographs that were looked up already.
   *
   * @param data the photographs
   * @param folder where the run lives
   * @param device a libtorch device name
   * @throws ResShiftException for settings, data or checkpoints that cannot be used
   */
  @Internal
  public static TrainingRun open(
      TrainingTask task, PhotoList data, Path folder, Resume resume, String device)
      throws IOException {
    return open(task, data, folder, resume, device, Team.alone());
  }

  /**
   * Prepares a run of a team: the first process decodes the photographs, makes or resumes the
   * state, and gives it to the others.
   *
   * @param data the photographs, the same for all processes
   * @param folder where the run lives; the others read the photographs from it
   * @param device a libtorch device name
   * @param team the caller's; not closed here
   * @throws ResShiftException for settings, data or checkpoints that cannot be used, and if another
   *     run works in the folder
   */
  @Internal
  public static TrainingRun open(
      TrainingTask task, PhotoList data, Path folder, Resume resume, String device, Team team)
      throws IOException {
    Engine.start();
    Files.createDirectories(folder);
    Opened parts = new Opened();
    try {
      TeamStart.take(team, folder, parts);
      PhotoCache cache = TeamStart.photographs(team, data, folder);
      Site site = new Site(folder, cache, device, team);
      TrainingRun run = new TrainingRun(task.settings(), site, task.open(site, parts), parts);
      TeamStart.requireSame(team, run.trainee.facts().values());
      if (team.isFirst()) {
        run.resume(resume);
      }
      TeamStart.share(team, run.trainee.state());
      return run;
    } catch (RuntimeException | IOException | Error e) {
      parts.close();
      throw e;
    }
  }

  private void resume(Resume resume) throws IOException {
    if (resume instanceof Resume.From from && trainee.adopt(from.file())) {
      checkpoints.removeParts();
    } else {
      checkpoints.resume(resume, trainee.state(), trainee.facts());
    }
  }

  /**
   * Trains to the end or until {@code stop} of any process; then the first process saves a
   * checkpoint and what was trained.
   */
  public void run(TrainListener listener, BooleanSupplier stop) throws IOException {
    if (!site.team().isFirst()) {
      loop(listener).run(stop);
      return;
    }
    try (RunBoard board = new RunBoard(site.folder(), iteration() + 1, settings)) {
      loop(TrainListener.both(listener, board)).run(stop);
    }
    trainee.export(site.folder().resolve("model"));
  }

  /**
   * Writes {@code run.json}: the configuration, what checkpoints record, and this start of the run.
   * Of a team the first process does so.
   *
   * @param configuration after every change
   * @param circumstances what is known of this start: machine, version control; records, maps,
   *     lists, texts and numbers
   */
  @Internal
  public void record(ConfigNode configuration, Map<String, ?> circumstances) throws IOException {
    if (site.team().isFirst()) {
      RunRecord.write(
          site.folder().resolve("run.json"),
          configuration,
          trainee.facts(),
          iteration(),
          circumstances);
    }
  }

  private TrainingLoop loop(TrainListener listener) {
    return new TrainingLoop(trainee, settings, checkpoints, listener, site.team());
  }

  /** How good the averaged weights are so far; empty where there is nothing to measure with. */
  public Optional<Measured> measure() throws IOException {
    return trainee.measure();
  }

  /** Writes what was trained so far. */
  public void export(Path target) throws IOException {
    trainee.export(target);
  }

  /** Iterations done so far. */
  public long iteration() {
    return trainee.state().iteration();
  }

  /** The photographs in use. */
  @Internal
  public PhotoCache photographs() {
    return site.photographs();
  }

  /** The state; not to be changed while {@link #run} is running on another thread. */
  @Internal
  public WeightState state() {
    return trainee.state();
  }

  @Override
  public void close() {
    parts.close();
  }
}
