package io.github.resshift.cli;

import io.github.resshift.cli.processes.GitState;
import io.github.resshift.cli.processes.ProcessTeam;
import io.github.resshift.cli.processes.SameProgram;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.progress.TrainProgress;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.measure.MachineFacts;
import io.github.resshift.tensor.ComputeDevice;
import io.github.resshift.tensor.Engine;
import io.github.resshift.train.Resume;
import io.github.resshift.train.RunLock;
import io.github.resshift.train.TrainingRun;
import io.github.resshift.train.TrainingTask;
import io.github.resshift.train.data.PhotoCache;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.denoiser.TrainConfig;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.train.parallel.TeamPlace;
import io.github.resshift.train.task.TrainingTasks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift train}: trains a network from a configuration. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Trains a network from a configuration in the layout of the method's authors.",
      "Ctrl-C saves a checkpoint and ends; the same command goes on from there, bit for bit."
    },
    footer = {
      "",
      "OUT holds checkpoints/ and, at the end, model/ (use it as --model OUT/model).",
      "",
      "Example:",
      "  resshift train models/fast/train.yaml --data training-data --out runs/mine",
      "    --set train.iterations=20000"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String PROCESSES = "--nproc";

  /** A step and the writing of a checkpoint may take as long as this. */
  private static final long UNWIND_SECONDS = 120;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CONFIG", description = "The configuration, a YAML file.")
  private Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Photographs: a folder, a picture, or a list of paths (models/fetch-training-data.sh"
              + " makes one). Damaged ones are not used; -v names them. May be repeated. Default:"
              + " data.train.params.dir_path of the configuration.")
  private List<Path> data = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/train",
      description = "Folder of the run. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "latest|none|FILE",
      defaultValue = "latest",
      description =
          "Where to go on from: the newest checkpoint in OUT if there is one, none (OUT must be"
              + " without checkpoints), or a checkpoint file, ours or one of the method's authors"
              + " (.pth). Default: ${DEFAULT-VALUE}.")
  private String resume;

  @Option(
      names = "--dry-run",
      description =
          "Trains nothing and writes nothing: checks the configuration, names what is missing, and"
              + " measures time and memory of an iteration with made-up pictures and weights.")
  private boolean dryRun;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Changes a setting of the configuration, such as train.lr=1e-4. May be repeated.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda[:N]",
      defaultValue = "auto",
      description = "Where to train. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Processor threads, for all processes of this machine together; 0 is one for each"
              + " processor. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = PROCESSES,
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Trains in N processes of this machine, each with its share of every batch (on CUDA: one"
              + " for each device). On several machines, start one command for each process with"
              + " RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT in its environment instead."
              + " Default: ${DEFAULT-VALUE}.")
  private int processes;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    if (threads < 0) {
      throw new ParameterException(
          spec.commandLine(), "--threads must not be negative, not " + threads + ".");
    }
    Optional<TeamPlace> seat = TeamPlace.in(System.getenv());
    if (processes != 1) {
      return startAll(seat);
    }
    ConfigNode root = ConfigNode.read(config);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      root = root.with(change.getKey(), change.getValue());
    }
    String place = place(seat);
    int all = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    Engine.threads(Math.max(1, all / seat.map(TeamPlace::localSize).orElse(1)));
    endWithLauncher();
    boolean speaks = seat.map(TeamPlace::rank).orElse(0) == 0;
    TrainingTask task = TrainingTasks.of(root);
    requireEffect(root);
    warn(task.warnings(), speaks);
    if (dryRun) {
      return dryRun(task, place);
    }
    PhotoList photographs = photographs(task.photographs(), speaks);
    try (Team team = join(seat, place);
        TrainingRun run = TrainingRun.open(task, photographs, out, resume(), place, team)) {
      announce(run, speaks);
      run.record(root, circumstances(place));
      TrainProgress progress = new TrainProgress(progressWriter(speaks), task.settings());
      untilSignal(stop -> run.run(progress, stop));
    }
    return ExitCode.DONE;
  }

  private Map<String, Object> circumstances(String place) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("program", String.join(" ", new VersionProvider().getVersion()));
    facts.put("device", place);
    facts.put("machine", MachineFacts.collect(Engine.threads()));
    Map<String, Object> git = GitState.of(config.toAbsolutePath().getParent());
    if (!git.isEmpty()) {
      facts.put("git", git);
    }
    return facts;
  }

  private int dryRun(TrainingTask task, String place) {
    if (!(task instanceof TrainConfig chain)) {
      throw new ParameterException(
          spec.commandLine(),
          "--dry-run is for configurations with model and diffusion; this one trains a first"
              + " stage.");
    }
    Engine.start();
    return DryRun.run(
        chain, data.isEmpty() ? task.photographs() : data, place, spec.commandLine().getOut());
  }

  /**
   * Whoever sets a key means it. In a file a key without effect is only worth a warning: the
   * published ones have many.
   */
  private void requireEffect(ConfigNode root) {
    for (String unused : root.unusedKeys()) {
      for (String set : changes.keySet()) {
        if ((unused + ".").startsWith(set + ".") || set.startsWith(unused + ".")) {
          String key = set.startsWith(unused + ".") ? set : unused;
          throw new ParameterException(
              spec.commandLine(),
              "--set "
                  + key
                  + " has no effect: there is no such setting here"
                  + root.nearestKey(key).map(near -> "; the nearest is " + near + ".").orElse("."));
        }
      }
    }
  }

  private void warn(List<String> warnings, boolean speaks) {
    if (speaks) {
      warnings.forEach(spec.commandLine().getErr()::println);
    }
  }

  private static Team join(Optional<TeamPlace> seat, String place) {
    return seat.map(s -> s.join(place)).orElseGet(Team::alone);
  }

  /** Starts this command in several processes. */
  private int startAll(Optional<TeamPlace> seat) throws IOException {
    if (processes < 1) {
      throw new ParameterException(
          spec.commandLine(), PROCESSES + " must be at least 1, not " + processes + ".");
    }
    if (seat.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          PROCESSES
              + " starts processes itself, but "
              + TeamPlace.WORLD_SIZE
              + " says that somebody else has; leave one of the two out.");
    }
    RunLock.requireFree(out);
    return new ProcessTeam(
            SameProgram.command(Main.class, argumentsOfOne()),
            processes,
            spec.commandLine().getErr(),
            UNWIND_SECONDS)
        .run();
  }

  /** The arguments of this program without {@value #PROCESSES}. */
  private List<String> argumentsOfOne() {
    List<String> arguments =
        new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
    int at = arguments.indexOf(PROCESSES);
    if (at >= 0) {
      arguments.subList(at, at + 2).clear();
    }
    arguments.removeIf(argument -> argument.startsWith(PROCESSES + "="));
    return arguments;
  }

  /** Of several processes on one machine with CUDA each gets a device of its own. */
  private String place(Optional<TeamPlace> seat) {
    ComputeDevice chosen = ComputeDevice.choose(device);
    boolean shared = seat.map(TeamPlace::localSize).orElse(1) > 1;
    return chosen.cuda() && shared && !device.contains(":")
        ? ComputeDevice.choose("cuda:" + seat.orElseThrow().localRank()).name()
        : chosen.name();
  }

  /** A process of a launcher that is gone would go on unseen, so it saves and ends as well. */
  private static void endWithLauncher() {
    String launcher = System.getenv(ProcessTeam.LAUNCHER);
    if (launcher == null) {
      return;
    }
    ProcessHandle.of(Long.parseLong(launcher))
        .ifPresentOrElse(
            process -> process.onExit().thenRun(() -> System.exit(ExitCode.FAILED)),
            () -> System.exit(ExitCode.FAILED));
  }

  private void announce(TrainingRun run, boolean speaks) {
    PhotoCache photographs = run.photographs();
    PrintWriter err = spec.commandLine().getErr();
    if (speaks && !common.quiet) {
      err.printf(
          Locale.ROOT,
          "%d photographs (%d unreadable), %.2f million weights, from iteration %d%n",
          photographs.photos().size(),
          photographs.skipped().size(),
          run.state().size() / 1e6,
          run.iteration());
      err.flush();
    }
    if (speaks && common.verbose) {
      photographs.skipped().forEach(s -> err.println(Plain.line(s.name() + ": " + s.reason())));
    }
  }

  private PrintWriter progressWriter(boolean speaks) {
    return common.quiet || !speaks
        ? new PrintWriter(PrintWriter.nullWriter())
        : spec.commandLine().getErr();
  }

  /** Training that ends when it is told to. */
  @FunctionalInterface
  private interface Stoppable {
    void run(BooleanSupplier stop) throws IOException;
  }

  /** Trains; a signal lets the present iteration end and waits for the checkpoint. */
  private static void untilSignal(Stoppable training) throws IOException {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, ended), "stop training");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      training.run(stop::get);
    } finally {
      ended.countDown();
      if (!stop.get()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private PhotoList photographs(List<Path> named, boolean speaks) {
    List<Path> places = data.isEmpty() ? named : data;
    if (places.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "There are no photographs: give --data, or data.train.params.dir_path in "
              + config
              + ".");
    }
    PhotoList list = PhotoList.read(places);
    if (speaks && !common.quiet) {
      List<LeftOut> others =
          list.leftOut().stream().map(file -> new LeftOut(file, LeftOut.Why.NO_PICTURE)).toList();
      PrintWriter err = spec.commandLine().getErr();
      LeftOut.describe(others, common.verbose).forEach(line -> err.println(Plain.line(line)));
    }
    return list;
  }

  private Resume resume() {
    return switch (resume) {
      case "latest" -> new Resume.Latest();
      case "none" -> new Resume.Fresh();
      default -> new Resume.From(FileNames.path(resume));
    };
  }

  private static void stopAndWait(AtomicBoolean stop, CountDownLatch ended) {
    stop.set(true);
    try {
      ended.await(UNWIND_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
