package io.github.resshift.cli;

import io.github.resshift.catalog.MeasureFiles;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.cli.report.Baseline;
import io.github.resshift.cli.report.Evaluation;
import io.github.resshift.cli.report.EvaluationJson;
import io.github.resshift.cli.report.EvaluationPage;
import io.github.resshift.cli.report.EvaluationText;
import io.github.resshift.cli.report.Evaluator;
import io.github.resshift.cli.report.Measure;
import io.github.resshift.cli.report.Measures;
import io.github.resshift.cli.report.PictureSet;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.image.FileNames;
import io.github.resshift.metric.Dists;
import io.github.resshift.metric.Lpips;
import io.github.resshift.metric.LpipsNetwork;
import io.github.resshift.metric.NiqeModel;
import io.github.resshift.metric.PerceptualDistance;
import io.github.resshift.metric.ScriptedMeasure;
import io.github.resshift.plugin.Metric;
import io.github.resshift.tensor.ComputeDevice;
import io.github.resshift.tensor.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code resshift evaluate}: measures results, with the whole protocol in the report. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Measures the pictures of one or more folders, against true pictures of the same names or"
          + " (niqe, brisque, piqe, sharpness) without any. Prints a table a folder with means and"
          + " 95 %% intervals; several folders are compared picture by picture with the first."
    },
    footer = {
      "",
      "Examples:",
      "  resshift evaluate --pred results --gt truth --border 4 --html report.html",
      "  resshift evaluate --pred old=a --pred new=b --gt truth --lq small --bicubic c --json"
          + " r.json",
      "  resshift models fetch lpips-alex && resshift evaluate --pred a --gt t --metrics lpips"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final List<String> WITH_TRUTH =
      List.of("psnr", "psnr-y", "ssim", "ssim-y", "gmsd", "haarpsi", "niqe", "sharpness");
  private static final List<String> WITHOUT_TRUTH = List.of("niqe", "sharpness");
  private static final Set<String> NEED_NO_TRUTH = Set.of("niqe", "brisque", "piqe", "sharpness");

  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Option(
      names = "--pred",
      required = true,
      paramLabel = "[LABEL=]DIR",
      description =
          "Folder of results. May be repeated; the first one is what others are"
              + " compared with.")
  private List<String> predictions;

  @Option(names = "--gt", paramLabel = "DIR", description = "Folder of true pictures.")
  private Path truth;

  @Option(
      names = "--lq",
      paramLabel = "DIR",
      description =
          "Folder of the inputs that results were made from; for the page and for --bicubic.")
  private Path inputs;

  @Option(
      names = "--bicubic",
      paramLabel = "DIR",
      description =
          "Also enlarge the pictures of --lq by bicubic interpolation into this folder, and measure"
              + " them first.")
  private Path bicubic;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAME",
      description =
          "Measures, separated by commas: psnr, psnr-y, ssim, ssim-y, ms-ssim, gmsd, haarpsi, lpips"
              + " (AlexNet), lpips-vgg, lpips-squeeze, perceptual (EfficientNet-Lite0), dists,"
              + " niqe, brisque, piqe, sharpness, and those that were added (docs/evaluation.md)."
              + " Default: psnr, psnr-y, ssim, ssim-y, gmsd, haarpsi, niqe and sharpness with --gt,"
              + " else niqe and sharpness.")
  private List<String> metrics;

  @Option(
      names = "--metric",
      paramLabel = "NAME=FILE",
      description =
          "A further measure: a TorchScript network of yours, with a .yaml file beside it that says"
              + " what it expects (docs/evaluation.md). The engine runs what is in it: name only"
              + " files that you trust. May be repeated.")
  private Map<String, Path> scripts = new LinkedHashMap<>();

  @Option(
      names = "--border",
      paramLabel = "N",
      defaultValue = "0",
      description = "Pixels cut from every side first. Default: ${DEFAULT-VALUE}.")
  private int border;

  @Option(
      names = "--exact-y",
      description = "Do not round luma to 8 bits first. Other programs differ in this.")
  private boolean exactLuma;

  @Option(
      names = "--partial",
      description =
          "Measure the pictures that all folders have and that can be measured, and note the"
              + " others; the exit code is 3 if one of them is damaged or of another size than its"
              + " truth.")
  private boolean partial;

  @Option(
      names = "--niqe-model",
      paramLabel = "own|published|FILE",
      defaultValue = "own",
      description =
          "Pristine model of niqe: ours, the published one ('resshift models fetch niqe' or"
              + " models/fetch-niqe.sh), or a file (.npz, or JSON of fit-niqe). Default:"
              + " ${DEFAULT-VALUE}.")
  private String niqeModel;

  @Option(
      names = "--lpips-files",
      arity = "2",
      paramLabel = "FILE",
      description =
          "Weights of the network (torchvision) and linear weights (LPIPS v0.1), instead of those"
              + " that 'resshift models fetch lpips-alex' keeps.")
  private List<Path> lpipsFiles;

  @Option(
      names = "--dists-files",
      arity = "2",
      paramLabel = "FILE",
      description =
          "What dists needs: weights of VGG 16 (torchvision; the first file of lpips-vgg) and"
              + " weights.pt of DISTS.")
  private List<Path> distsFiles;

  @Option(
      names = "--perceptual-weights",
      paramLabel = "FILE",
      description =
          "Weights of the perceptual distance (efficientnet-lite0-57934424.pth), instead of those"
              + " that models/fetch-perceptual.sh keeps.")
  private Path perceptualWeights;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as JSON.")
  private Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with tables and before/after sliders; pictures are inside.")
  private Path html;

  @Option(names = "--link", description = "Link the pictures of the page instead.")
  private boolean link;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "Evaluation",
      description = "Title of the page. Default: ${DEFAULT-VALUE}.")
  private String title;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description =
          "Words for the report, such as how the results were made: model, steps, seed. May be"
              + " repeated.")
  private List<String> notes = List.of();

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda[:N]",
      defaultValue = "cpu",
      description = "Where the networks of lpips and perceptual run. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Pictures at a time; 0 is one for each processor. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Mixin private ExcludeOption exclude;
  @Mixin private CommonOptions common;

  EvaluateCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    List<String> names = checkedNames();
    List<PictureSet> results = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    if (bicubic != null) {
      labels.add(Baseline.LABEL);
    }
    for (String prediction : predictions) {
      Labelled labelled = Labelled.parse(prediction);
      if (!labels.add(labelled.label())) {
        throw refuse("--pred has '" + labelled.label() + "' twice; write LABEL=DIR.");
      }
      results.add(set(labelled.label(), labelled.path()));
    }
    Optional<PictureSet> real = Optional.ofNullable(truth).map(at -> set("truth", at));
    Optional<PictureSet> small = Optional.ofNullable(inputs).map(at -> set("input", at));
    if (bicubic != null) {
      results.add(0, Baseline.bicubic(small.orElseThrow(), results.get(0), bicubic, partial));
    }
    int workers = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    try (Measures measures =
        new Measures(exactLuma, this::niqe, this::lpips, this::perceptual, this::dists)) {
      scripts.forEach(
          (name, file) ->
              measures.add(name, ScriptedMeasure.open(file, ComputeDevice.choose(device).name())));
      List<Measure> columns =
          Stream.concat(names.stream(), scripts.keySet().stream())
              .distinct()
              .map(measures::named)
              .toList();
      for (Measure column : columns) {
        requireTruth(column.name(), column.needsTruth());
      }
      Evaluator evaluator = new Evaluator(columns, border, workers);
      Evaluation evaluation = evaluator.evaluate(results, real, small, partial);
      write(withProtocol(evaluation));
      return ExitCode.ofBatch(evaluator.failed(), evaluation.names().size() + evaluator.failed());
    }
  }

  private PictureSet set(String label, Path folder) {
    return PictureSet.of(label, folder, exclude.read(spec.commandLine()));
  }

  private List<String> checkedNames() {
    if (threads < 0 || border < 0) {
      throw refuse("--threads and --border must not be negative.");
    }
    if (link && html == null) {
      throw refuse("--link belongs to --html FILE.");
    }
    if (bicubic != null && inputs == null) {
      throw refuse("--bicubic needs the small pictures: give --lq DIR.");
    }
    List<String> names = metrics != null ? metrics : truth != null ? WITH_TRUTH : WITHOUT_TRUTH;
    SortedMap<String, Metric> added = Measures.added();
    for (String name : names) {
      Metric own = added.get(name);
      if (scripts.containsKey(name)) {
        continue;
      }
      if (own == null && !Measures.NAMES.contains(name)) {
        throw refuse(
            "--metrics: there is no '"
                + name
                + "'; there are "
                + String.join(", ", Measures.NAMES)
                + (added.isEmpty() ? "" : ", " + String.join(", ", added.keySet()))
                + ".");
      }
      requireTruth(name, own == null ? !NEED_NO_TRUTH.contains(name) : own.needsTruth());
    }
    long learned = names.stream().filter(name -> name.startsWith("lpips")).count();
    if (lpipsFiles != null && learned != 1) {
      throw refuse("--lpips-files are of one network: name one lpips measure in --metrics.");
    }
    if (perceptualWeights != null && !names.contains("perceptual")) {
      throw refuse("--perceptual-weights belong to the measure perceptual: name it in --metrics.");
    }
    if (names.contains("dists") && distsFiles == null) {
      throw refuse("--metrics dists needs its weights: give --dists-files VGG16.pth WEIGHTS.pt.");
    }
    return names;
  }

  private void requireTruth(String name, boolean needed) {
    if (needed && truth == null) {
      throw refuse("The measure " + name + " needs true pictures: give --gt DIR.");
    }
  }

  private void write(Evaluation evaluation) throws IOException {
    if (!common.quiet) {
      EvaluationText.print(evaluation, spec.commandLine().getOut(), false);
    }
    if (json != null) {
      AtomicFile.write(json, EvaluationJson.of(evaluation));
    }
    if (html != null) {
      AtomicFile.write(html, EvaluationPage.of(evaluation, title, html, link));
    }
  }

  private Evaluation withProtocol(Evaluation evaluation) {
    Map<String, String> protocol = new LinkedHashMap<>();
    protocol.put("pictures", evaluation.names().size() + " a folder, paired by name");
    protocol.put("truth", truth == null ? "none" : truth.toString());
    protocol.put("border", border + " pixels cut from every side before measuring");
    protocol.put("resize", "none; another size than the truth's is an error");
    if (bicubic != null) {
      protocol.put(Baseline.LABEL, Baseline.PROTOCOL);
    }
    protocol.put(
        "colours",
        "sRGB in 8 bits (profiles converted, alpha left out, gray as three equal channels)");
    protocol.put(
        "interval",
        "95 %, Student's t over the pictures; differences are paired, picture by picture");
    protocol.put("randomness", "none: the measures draw nothing, so there is no seed");
    protocol.put(
        "versions",
        String.join(" ", new VersionProvider().getVersion()) + ", libtorch " + Engine.version());
    for (int i = 0; i < notes.size(); i++) {
      protocol.put("note " + (i + 1), notes.get(i));
    }
    return new Evaluation(
        evaluation.results(),
        evaluation.truth(),
        evaluation.inputs(),
        evaluation.names(),
        evaluation.measures(),
        evaluation.scores(),
        protocol,
        evaluation.notes());
  }

  private NiqeModel niqe() {
    return switch (niqeModel) {
      case "own" -> NiqeModel.own();
      case "published" -> NiqeModel.read(ready("niqe").get(0));
      default -> NiqeModel.read(FileNames.path(niqeModel));
    };
  }

  private Lpips lpips(LpipsNetwork network) {
    List<Path> files = lpipsFiles != null ? lpipsFiles : ready("lpips-" + network.word());
    String place = ComputeDevice.choose(device).name();
    return Lpips.open(network, files.get(0), files.get(1), place);
  }

  private Dists dists() {
    return Dists.open(distsFiles.get(0), distsFiles.get(1), ComputeDevice.choose(device).name());
  }

  private PerceptualDistance perceptual() {
    Path file =
        perceptualWeights != null ? perceptualWeights : ready(MeasureFiles.PERCEPTUAL).get(0);
    return PerceptualDistance.open(file, ComputeDevice.choose(device).name());
  }

  private List<Path> ready(String set) {
    return catalog.get().measureFiles().ready(set);
  }

  private ParameterException refuse(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
