package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelCatalog.Entry;
import io.github.resshift.catalog.ModelCatalog.EntryFile;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.model.DenoiserConfig;
import io.github.resshift.model.FirstStageConfig;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.model.KlConfig;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift models info}: all about one model. */
@Command(
    name = "info",
    sortOptions = false,
    description = "Shows a model's settings, licence and files.",
    footer = {
      "",
      "Examples:",
      "  resshift models info realsr-v3",
      "  resshift models info my-model/model.yaml --json"
    })
final class ModelsInfoCommand implements Callable<Integer> {
  private static final String ROW = "  %-12s %s%n";

  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME|PATH",
      description =
          "A name that 'resshift models list' shows, or the path of a model file, of a folder with"
              + " a model.yaml, or of a configuration in the original program's layout.")
  private String name;

  @Option(names = "--json", description = "Print a JSON object, for programs.")
  private boolean json;

  @Mixin private CommonOptions common;

  ModelsInfoCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    ModelCatalog models = catalog.get();
    ResolvedModel resolved = models.resolve(name);
    resolved.warnings().forEach(spec.commandLine().getErr()::println);
    Optional<Entry> entry =
        models.list().stream().filter(listed -> listed.name().equals(name)).findFirst();
    PrintWriter out = spec.commandLine().getOut();
    ModelDescription model = resolved.description();
    if (json) {
      out.println(entry.map(ModelJson::of).orElseGet(() -> ModelJson.of(model)));
    } else {
      out.println(name);
      print(out, model);
      entry.ifPresentOrElse(
          listed -> listed.files().forEach(file -> print(out, file)), () -> printNames(out, model));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static void print(PrintWriter out, ModelDescription model) {
    if (!model.note().isEmpty()) {
      out.printf(ROW, "what it is", model.note().strip().replaceAll("\\s+", " "));
    }
    out.printf(ROW, "task", model.task().label() + " x" + model.scale());
    int trained = model.diffusion().steps();
    int steps = model.defaultSteps().orElse(trained);
    out.printf(ROW, "steps", steps + (steps == trained ? "" : " (1.." + trained + ")"));
    out.printf(ROW, "realism", model.defaultRealism() + " (0..1)");
    out.printf(ROW, "network", words(model.network()));
    model.guide().ifPresent(guide -> out.printf(ROW, "guide", words(guide)));
    out.printf(ROW, "first stage", words(model.firstStage()));
    out.printf(ROW, "padding", "to multiples of " + model.paddingOffset() + " pixels of the input");
    out.printf(ROW, "licence", model.licence().isEmpty() ? "not stated" : model.licence());
  }

  private static String words(DenoiserConfig network) {
    if (network instanceof SwinUNetConfig unet) {
      return "Swin-UNet, base width "
          + unet.modelChannels()
          + " x "
          + unet.channelMult()
          + ", Swin width "
          + unet.swinEmbedDim()
          + ", window "
          + unet.windowSize();
    }
    GuidedNetConfig guided = (GuidedNetConfig) network;
    return guided.hasWeights()
        ? "convolutions on a guide, width %d, %d blocks once and %d in a step%s"
            .formatted(
                guided.channels(),
                guided.trunkBlocks(),
                guided.blocks(),
                guided.drafts() ? ", with a draft of " + guided.draftBlocks() : "")
        : "none (the guide's picture is the result)";
  }

  private static String words(GuideConfig guide) {
    return "residual dense blocks, width %d, %d of them%s"
        .formatted(
            guide.channels(), guide.blocks(), guide.picture() ? ", with a picture of its own" : "");
  }

  private static String words(FirstStageConfig stage) {
    String kind = "none (works on pixels)";
    if (stage instanceof VqConfig vq) {
      kind = "VQ autoencoder with " + vq.codes() + " codes";
    } else if (stage instanceof KlConfig) {
      kind = "KL autoencoder";
    } else if (stage instanceof PixelShuffleConfig) {
      kind = "pixel shuffle";
    }
    return kind + ", factor " + stage.factor() + ", " + stage.latentChannels() + " channels";
  }

  private static void print(PrintWriter out, EntryFile file) {
    Weights weights = file.weights();
    out.printf(ROW, "weights", weights.file() + (file.present() ? " (here)" : " (not here)"));
    out.printf(ROW, "", "path   " + file.path());
    weights.url().ifPresent(url -> out.printf(ROW, "", "from   " + url));
    weights.bytes().ifPresent(bytes -> out.printf(ROW, "", "bytes  " + bytes));
    weights.sha256().ifPresent(digest -> out.printf(ROW, "", "sha256 " + digest));
  }

  private static void printNames(PrintWriter out, ModelDescription model) {
    model.networkWeights().ifPresent(file -> out.printf(ROW, "weights", file.file()));
    model.firstStageWeights().ifPresent(file -> out.printf(ROW, "weights", file.file()));
    model.guideWeights().ifPresent(file -> out.printf(ROW, "weights", file.file()));
    model.guideRanges().ifPresent(file -> out.printf(ROW, "ranges", file.file()));
  }
}
