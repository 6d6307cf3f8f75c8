package io.github.resshift.bench;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.Cells;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.measure.Workload;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The published architecture on one picture, each precision in a process of its own, and how far
 * the lower ones are from float32.
 */
@Command(
    name = "published",
    description =
        "The published architecture with made-up weights: 128 pixels to 512, 4 steps; time, peak"
            + " of memory, GFLOP, PSNR of mixed and bf16 against fp32.")
final class PublishedCommand implements Callable<Integer> {
  private static final double LEVELS = 255;

  @Mixin private Options options;

  @Option(
      names = "--architecture",
      defaultValue = "published",
      description = "published (default), bundled or tiny.")
  private Architecture architecture;

  @Option(names = "--side", defaultValue = "128", description = "Side of the input; default: 128.")
  private int side;

  @Option(names = "--runs", defaultValue = "2", description = "Measured runs; default: 2.")
  private int runs;

  @Override
  public Integer call() throws Exception {
    Table speed =
        new Table(
            "The %s architecture, %d steps".formatted(architecture, Workload.STEPS),
            "precision",
            "input",
            "result",
            "median s",
            "GFLOP",
            "GFLOP/s",
            "load s",
            "peak MiB");
    Table distance =
        new Table(
            "Against fp32",
            "precision",
            "PSNR dB",
            "standard deviation of the fp32 picture, levels");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      options.say("making weights ...");
      String model = SeededModel.of(architecture, folder.path());
      double gflop = Workload.gflop(model, side);
      for (String precision : List.of("fp32", "mixed", "bf16")) {
        options.say("measuring in " + precision + " ...");
        Map<String, Object> row =
            ChildProcess.rows(
                    List.of(),
                    options.arguments(
                        "end-to-end",
                        "--model=" + model,
                        "--precision=" + precision,
                        "--sides=" + side,
                        "--runs=" + runs,
                        "--keep=" + folder.path().resolve(precision + ".png")))
                .get(0);
        speed.add(
            precision,
            row.get("input"),
            row.get("result"),
            row.get("median s"),
            gflop,
            gflop / Cells.number(row.get("median s")),
            row.get("load s"),
            row.get("peak MiB"));
      }
      for (String precision : List.of("mixed", "bf16")) {
        compare(folder.path(), precision, distance);
      }
    }
    options.publish(speed, distance);
    return 0;
  }

  private static void compare(Path folder, String precision, Table distance) {
    try (var scope = Scope.open()) {
      Picture exact = new PictureReader().read(folder.resolve("fp32.png"));
      Picture fast = new PictureReader().read(folder.resolve(precision + ".png"));
      Tensor reference = Pixels.rgb(exact);
      double spread = reference.mul(new Scalar(LEVELS)).std().item_double();
      distance.add(precision, Psnr.of(Pixels.rgb(fast), reference, Channels.RGB, 0), spread);
    }
  }
}
