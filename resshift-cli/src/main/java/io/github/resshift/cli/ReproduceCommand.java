package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.PublishedModels;
import io.github.resshift.cli.progress.LineProgress;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.report.Evaluation;
import io.github.resshift.cli.report.Evaluator;
import io.github.resshift.cli.report.Measure;
import io.github.resshift.cli.report.Measures;
import io.github.resshift.cli.report.PictureSet;
import io.github.resshift.cli.reproduce.Pairs;
import io.github.resshift.cli.reproduce.PaperTable;
import io.github.resshift.cli.reproduce.Requirements;
import io.github.resshift.cli.reproduce.Restoration;
import io.github.resshift.cli.reproduce.TableReport;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.jobs.PictureMakers;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.Forecast;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.metric.Lpips;
import io.github.resshift.metric.LpipsNetwork;
import io.github.resshift.metric.NiqeModel;
import io.github.resshift.tensor.ComputeDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift reproduce}: runs a table of the papers and prints ours beside the published. */
@Command(
    name = "reproduce",
    sortOptions = false,
    description = {
      "Runs a table of the method's papers with their protocol, and prints our means with 95 %%"
          + " intervals beside the published figures, every deviation named.",
      "What is missing is listed before anything runs. A run that was interrupted goes on: pictures"
          + " that are there and were made with the same settings are not made again."
    },
    footer = {
      "",
      "Examples:",
      "  resshift reproduce list",
      "  resshift reproduce imagenet-test --data Val_SR --models bundled --partial",
      "  resshift reproduce imagenet-test --data ImageNet-Test -o runs/paper"
    })
final class ReproduceCommand implements Callable<Integer> {
  private static final String LIST = "list";
  private static final String RANDOM = "random:";

  private final PictureMakers makers;
  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "list|TABLE", description = "The tables, or the one to run.")
  private String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with the pictures: lq, gt, mask.")
  private Path data;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "runs/reproduce",
      description =
          "Folder of the results: DIR/TABLE/MODEL, and DIR/TABLE/report.json. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "MODEL",
      description =
          "Models to run, by name or path, separated by commas; random:NAME is a published network"
              + " with made-up weights, to see that the run works and what it takes. Default: those"
              + " of the table.")
  private List<String> models;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N pictures by name; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--partial",
      description = "Go on without models and measures whose files are missing.")
  private boolean partial;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "12345",
      description = "Seed of the noise. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "fp32",
      description = "As in upscale; another than fp32 is a deviation. Default: ${DEFAULT-VALUE}.")
  private String precision;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda[:N]",
      defaultValue = "auto",
      description = "Where the networks run. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Processor threads; 0 is one for each processor. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Pictures that go through the network together; more than 1 is a deviation. Default:"
              + " ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--lpips-files",
      arity = "2",
      paramLabel = "FILE",
      description =
          "Weights of AlexNet (torchvision) and linear weights (LPIPS v0.1), instead of those that"
              + " 'resshift models fetch lpips-alex' keeps.")
  private List<Path> lpipsFiles;

  @Mixin private CommonOptions common;

  ReproduceCommand(PictureMakers makers, Supplier<ModelCatalog> catalog) {
    this.makers = makers;
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    if (name.equals(LIST)) {
      list(spec.commandLine().getOut());
      return ExitCode.DONE;
    }
    PaperTable table = checkedTable();
    List<String> wanted = models != null ? models : table.models();
    if (wanted.isEmpty()) {
      throw refuse("This table needs --models: " + table.data());
    }
    Requirements needs =
        Requirements.of(table, data, limit, wanted, catalog.get(), lpipsFiles != null);
    PrintWriter err = spec.commandLine().getErr();
    needs.sentences().forEach(sentence -> err.println("missing: " + Plain.line(sentence)));
    List<String> usable =
        wanted.stream().filter(model -> !needs.models().containsKey(model)).toList();
    if (!needs.met() && (!partial || !needs.data().isEmpty() || usable.isEmpty())) {
      err.println(
          "resshift: nothing was run"
              + (needs.data().isEmpty() && !usable.isEmpty()
                  ? "; --partial goes on without what is missing."
                  : "."));
      return ExitCode.FAILED;
    }
    return run(table, usable, needs);
  }

  private PaperTable checkedTable() {
    PaperTable table =
        PaperTable.named(name)
            .orElseThrow(
                () ->
                    refuse(
                        "There is no table '"
                            + name
                            + "'; there are "
                            + PaperTable.all().stream()
                                .map(PaperTable::name)
                                .collect(Collectors.joining(", "))
                            + "."));
    if (data == null) {
      throw refuse("--data is missing: " + table.data());
    }
    if (limit < 0 || threads < 0) {
      throw refuse("--limit and --threads must not be negative.");
    }
    return table;
  }

  private Integer run(PaperTable table, List<String> usable, Requirements needs)
      throws IOException {
    Path folder = output.resolve(table.name());
    Pairs pairs = Pairs.of(table, data, limit);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("seed", Long.toString(seed));
    options.put("precision", precision);
    options.put("device", device);
    options.put("threads", Integer.toString(threads));
    options.put("batch", Integer.toString(batch));
    Cancellation cancellation = new Cancellation();
    List<PictureSet> results = new ArrayList<>();
    boolean all = true;
    try (Cancellation.Guard guard = cancellation.watch(() -> {})) {
      List<BatchListener> listeners =
          common.quiet
              ? List.of()
              : List.of(
                  new LineProgress(spec.commandLine().getErr(), common.verbose, Forecast.NONE));
      Restoration restoration = new Restoration(makers, table, options, cancellation, listeners);
      for (String model : usable) {
        String label = label(model);
        Path to = folder.resolve(label);
        all &= restoration.run(place(model, folder), pairs, to);
        if (cancellation.requested()) {
          return ExitCode.CANCELLED;
        }
        results.add(made(label, to, pairs));
      }
    } catch (UsageException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Measured measured = measured(table, pairs, results, usable, needs);
    measured.report().print(spec.commandLine().getOut());
    AtomicFile.write(folder.resolve("report.json"), measured.report().json());
    return all && measured.failed() == 0 ? ExitCode.DONE : ExitCode.PARTLY_FAILED;
  }

  /**
   * The figures.
   *
   * @param failed pictures that could not be measured
   */
  private record Measured(TableReport report, int failed) {}

  private Measured measured(
      PaperTable table,
      Pairs pairs,
      List<PictureSet> results,
      List<String> usable,
      Requirements needs) {
    List<String> names =
        table.measures().stream().filter(m -> !needs.measures().containsKey(m)).toList();
    int workers = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try (Measures measures =
        new Measures(
            false,
            NiqeModel::own,
            this::lpips,
            ReproduceCommand::inNoTable,
            ReproduceCommand::inNoTable)) {
      List<Measure> columns = names.stream().map(measures::named).toList();
      Evaluator evaluator = new Evaluator(columns, 0, workers);
      Evaluation evaluation = evaluator.evaluate(results, pairs.truth(), Optional.empty(), true);
      int count = evaluation.names().size();
      TableReport report =
          new TableReport(table, evaluation, deviations(table, count, usable, needs));
      return new Measured(report, evaluator.failed());
    }
  }

  private static <T> T inNoTable() {
    throw new IllegalStateException("no table has this measure");
  }

  private List<String> deviations(
      PaperTable table, int count, List<String> usable, Requirements needs) {
    List<String> all = new ArrayList<>();
    if (count != table.pictures()) {
      all.add(
          count
              + (count == 1 ? " picture" : " pictures")
              + ", the papers measure "
              + table.pictures());
    }
    for (String model : usable) {
      if (model.startsWith(RANDOM)) {
        all.add(model + " has made-up weights: its figures mean nothing");
      } else if (!table.models().contains(model)) {
        all.add(model + " is none of the models of the table");
        ModelDescription own = catalog.get().resolve(model).description();
        own.defaultSteps()
            .filter(steps -> steps < own.steps())
            .ifPresent(
                steps ->
                    all.add(
                        model
                            + " takes "
                            + steps
                            + " of the "
                            + own.steps()
                            + " steps of its chain"));
      }
    }
    needs
        .models()
        .keySet()
        .forEach(model -> all.add("without " + model + ", whose files are missing"));
    needs.measures().keySet().forEach(m -> all.add("without " + m + ", whose files are missing"));
    table
        .unmeasured()
        .forEach(
            measure ->
                all.add(measure + " is not measured: its network is not part of this program"));
    all.add("noise is that of our generator with seed " + seed + ", not that of the authors' runs");
    if (batch > 1) {
      all.add("batch of " + batch + " pictures: sums differ in the last digits, from run to run");
    }
    if (!precision.equals("fp32")) {
      all.add("precision " + precision + " instead of fp32");
    }
    if (table.measures().contains("niqe")) {
      all.add("niqe, which the papers do not give, is by our own pristine model");
    }
    return all;
  }

  /** The pictures of the inputs' names; those of an earlier run with more pictures stay out. */
  private static PictureSet made(String label, Path folder, Pairs pairs) {
    PictureSet found = PictureSet.of(label, folder);
    Map<String, Path> chosen = new TreeMap<>(found.pictures());
    chosen.keySet().retainAll(pairs.inputs().pictures().keySet());
    return new PictureSet(label, folder, chosen);
  }

  /** What {@code --model} takes; made-up weights are written once. */
  private static String place(String model, Path folder) throws IOException {
    if (!model.startsWith(RANDOM)) {
      return model;
    }
    String name = model.substring(RANDOM.length());
    Path made = folder.resolve("made-up-" + name);
    Path file = made.resolve("model.yaml");
    if (!Files.exists(file)) {
      Files.createDirectories(made);
      SeededModel.write(
          PublishedModels.find(name)
              .orElseThrow(
                  () -> new ResShiftException("There is no published model '" + name + "'.")),
          made);
    }
    return file.toString();
  }

  private static String label(String model) {
    return model.replaceAll("[^A-Za-z0-9._-]+", "_").replaceFirst("^_+", "");
  }

  private Lpips lpips(LpipsNetwork network) {
    List<Path> used =
        lpipsFiles != null
            ? lpipsFiles
            : catalog.get().measureFiles().ready("lpips-" + network.word());
    return Lpips.open(network, used.get(0), used.get(1), ComputeDevice.choose(device).name());
  }

  private static void list(PrintWriter out) {
    for (PaperTable table : PaperTable.all()) {
      out.printf("%-18s %s%n", table.name(), table.title());
      out.printf("%-18s   %s; models: %s%n", "", table.source(), models(table));
      out.printf("%-18s   needs %s%n", "", table.data());
    }
    out.flush();
  }

  private static String models(PaperTable table) {
    return table.models().isEmpty() ? "yours" : String.join(", ", table.models());
  }

  private ParameterException refuse(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
