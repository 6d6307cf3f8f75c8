package io.github.resshift.bench;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Statistics;
import io.github.resshift.measure.Stopwatch;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.model.Condition;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether it pays to give the network several small pictures in one call. */
@Command(
    name = "batching",
    description =
        "One step of the network on several pictures in one call against one call each: time a"
            + " picture, and whether the results are the same.")
final class BatchingCommand implements Callable<Integer> {
  private static final long SEED = 1;
  private static final double MILLIS = 1e3;

  @Mixin private Options options;

  @Option(
      names = "--architecture",
      defaultValue = "bundled",
      description = "bundled (default), published or tiny.")
  private Architecture architecture;

  @Option(
      names = "--side",
      defaultValue = "64",
      description = "Side of the latent, a multiple of what the model pads to; default: 64.")
  private int side;

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "2,4,8",
      description = "Pictures in a call; default: 2,4,8.")
  private List<Integer> batches;

  @Option(names = "--runs", defaultValue = "5", description = "Measured runs; default: 5.")
  private int runs;

  @Override
  public Integer call() throws Exception {
    Engine.threads(options.threads());
    Table table =
        new Table(
            "A step at %d x %d, several pictures in a call, %s architecture"
                .formatted(side, side, architecture),
            "precision",
            "pictures",
            "ms a picture, a call each",
            "ms a picture, one call",
            "ratio",
            "largest difference",
            "same bits");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      ResolvedModel model =
          ModelCatalog.standard().resolve(SeededModel.of(architecture, folder.path()));
      for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
        options.say("measuring in " + precision + " ...");
        measure(model, precision, table);
      }
    }
    options.publish(table);
    return 0;
  }

  private void measure(ResolvedModel resolved, Precision precision, Table table) throws Exception {
    ModelDescription model = resolved.description();
    Placement placement = new Placement("cpu", precision.dtype(), true, false);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        WeightSource weights = resolved.openNetwork();
        DenoiserNetwork network = model.network().load(weights, placement)) {
      int lq = side * model.firstStage().factor() / model.scale();
      for (int n : batches) {
        Tensor x = random(n, model.network().inChannels(), side, placement);
        Tensor condition = random(n, 3, lq, placement);
        Statistics each =
            Stopwatch.median(
                1,
                runs,
                () -> {
                  for (int i = 0; i < n; i++) {
                    Scope.free(one(network, x, condition, i));
                  }
                  return null;
                });
        Statistics together =
            Stopwatch.median(
                1,
                runs,
                () -> {
                  Scope.free(network.predict(x, steps(n), Condition.of(condition, null)));
                  return null;
                });
        Tensor batch = network.predict(x, steps(n), Condition.of(condition, null));
        double difference = 0;
        for (int i = 0; i < n; i++) {
          Tensor apart = one(network, x, condition, i);
          difference =
              Math.max(
                  difference,
                  batch.narrow(0, i, 1).sub(apart).abs().max().to(ScalarType.Double).item_double());
        }
        table.add(
            precision.name().toLowerCase(Locale.ROOT),
            n,
            each.median() * MILLIS / n,
            together.median() * MILLIS / n,
            each.median() / together.median(),
            difference,
            difference == 0 ? "yes" : "no");
      }
    }
  }

  private static Tensor one(DenoiserNetwork network, Tensor x, Tensor condition, int i) {
    return Scope.keep(
        () ->
            network.predict(
                x.narrow(0, i, 1), steps(1), Condition.of(condition.narrow(0, i, 1), null)));
  }

  private static long[] steps(int n) {
    long[] steps = new long[n];
    Arrays.fill(steps, 1);
    return steps;
  }

  private static Tensor random(int n, int channels, int side, Placement placement) {
    return Scope.keep(
        () ->
            torch
                .randn(
                    new long[] {n, channels, side, side},
                    new GeneratorOptional(torch.make_generator_cpu(SEED)))
                .to(placement.dtype()));
  }
}
