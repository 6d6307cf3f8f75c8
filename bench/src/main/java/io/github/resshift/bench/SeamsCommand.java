package io.github.resshift.bench;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.measure.TestPicture;
import io.github.resshift.metric.Seams;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.RestorePlan;
import io.github.resshift.restore.Restorer;
import io.github.resshift.restore.Tiling;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tiles against the whole picture. */
@Command(
    name = "seams",
    description =
        "Gradient energy across tile borders against that beside them (1: no seams), and the"
            + " difference of tiled results to the untiled one in dB, for both tilings.")
final class SeamsCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(
      names = "--architecture",
      defaultValue = "bundled",
      description = "bundled (default), published or tiny.")
  private Architecture architecture;

  @Option(names = "--picture", paramLabel = "FILE", description = "Default: a made-up picture.")
  private Path picture;

  @Option(names = "--side", defaultValue = "1024", description = "Of the input; default: 1024.")
  private int side;

  @Option(names = "--tile", defaultValue = "288", description = "Default: 288.")
  private int tile;

  @Option(
      names = "--overlaps",
      split = ",",
      defaultValue = "36",
      description = "Pixels of the input; default: 36.")
  private List<Integer> overlaps;

  @Option(names = "--steps", defaultValue = "0", description = "Default: the model's.")
  private int steps;

  @Option(names = "--precision", defaultValue = "fp32", description = "Default: fp32.")
  private String precision;

  @Option(
      names = "--no-whole",
      description = "Leave out the untiled result, which needs memory for one large tile.")
  private boolean noWhole;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "Seams, %s architecture".formatted(architecture),
            "tiling",
            "tiles",
            "overlap",
            "ratio",
            "ratio of the whole",
            "dB to the whole");
    try (TemporaryFolder folder = TemporaryFolder.create();
        var scope = Scope.open()) {
      String model = SeededModel.of(architecture, folder.path());
      Picture input = picture == null ? TestPicture.picture(side, side) : read();
      Tensor whole =
          noWhole ? null : run(model, Tiling.GLOBAL, 1 << 14, 0, input, new ArrayList<>());
      for (Tiling tiling : Tiling.values()) {
        for (int overlap : overlaps) {
          options.say("measuring " + tiling + " with overlap " + overlap + " ...");
          List<RestorePlan> plans = new ArrayList<>();
          Tensor tiled = run(model, tiling, tile, overlap, input, plans);
          add(table, tiling, overlap, plans.get(0).tiles(), input, tiled, whole);
        }
      }
    }
    options.publish(table);
    return 0;
  }

  /** As much of the file as {@code --side} asks for. */
  private Picture read() {
    Picture file = new PictureReader().read(picture);
    try (var scope = Scope.open()) {
      int height = Math.min(side, file.height());
      int width = Math.min(side, file.width());
      return Pixels.picture(Pixels.rgb(file, 0, 0, height, width), null, file.depth(), false);
    }
  }

  private Tensor run(
      String model, Tiling tiling, int size, int overlap, Picture input, List<RestorePlan> plans) {
    RestoreListener listener =
        new RestoreListener() {
          @Override
          public void planned(RestorePlan plan) {
            plans.add(plan);
          }
        };
    try (Restorer restorer =
        Restorer.builder()
            .model(model)
            .device("cpu")
            .precision(precision)
            .steps(steps)
            .tiling(tiling)
            .tile(size)
            .overlap(overlap)
            .threads(options.threads())
            .build()) {
      return Pixels.rgb(restorer.restore(input, listener));
    }
  }

  private static void add(
      Table table,
      Tiling tiling,
      int overlap,
      RestorePlan.Tiles plan,
      Picture input,
      Tensor tiled,
      Tensor whole) {
    int scale = (int) tiled.size(3) / input.width();
    List<Integer> columns = borders(plan.lefts(), plan.width(), scale, (int) tiled.size(3));
    List<Integer> rows = borders(plan.tops(), plan.height(), scale, (int) tiled.size(2));
    table.add(
        tiling.name().toLowerCase(java.util.Locale.ROOT),
        plan.count(),
        overlap,
        Seams.ratio(tiled, columns, rows, scale),
        whole == null ? null : Seams.ratio(whole, columns, rows, scale),
        whole == null ? null : decibels(tiled, whole));
  }

  /** Both ends of every tile. */
  private static List<Integer> borders(List<Integer> starts, int size, int scale, int length) {
    List<Integer> borders = new ArrayList<>();
    for (int start : starts) {
      borders.add(start * scale);
      borders.add((start + size) * scale);
    }
    return borders.stream().filter(at -> at > 0 && at < length).distinct().sorted().toList();
  }

  private static double decibels(Tensor a, Tensor b) {
    try (var scope = Scope.open()) {
      Tensor difference = a.sub(b);
      return -10 * Math.log10(Tensors.item(difference.mul(difference).mean()));
    }
  }
}
