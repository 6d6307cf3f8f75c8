package io.github.resshift.bench;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.engine.tile.TilePlan;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.engine.tile.TileStatistics;
import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.measure.TestPicture;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.nn.Norms;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an autoencoder makes of a picture in tiles, against the whole, by the tiles' halo. */
@Command(
    name = "halo",
    description =
        "An autoencoder's tiles, cut off hard, against the whole picture: dB and shift of tone by"
            + " the halo that each tile sees around it.")
final class HaloCommand implements Callable<Integer> {
  /** From [-1, 1] to 255 levels. */
  private static final double LEVELS = 127.5;

  @Mixin private Options options;

  @Option(
      names = "--architecture",
      defaultValue = "published",
      description = "published (default) or tiny.")
  private Architecture architecture;

  @Option(names = "--side", defaultValue = "512", description = "Of the picture; default: 512.")
  private int side;

  @Option(names = "--tile", defaultValue = "256", description = "Default: 256.")
  private int tile;

  @Option(
      names = "--halos",
      split = ",",
      defaultValue = "0,16,32,64",
      description = "Pixels around a tile; default: 0,16,32,64.")
  private List<Integer> halos;

  @Override
  public Integer call() throws Exception {
    Engine.start();
    Engine.threads(options.threads());
    Table table =
        new Table(
            "Tiles of %d of %d pixels, %s architecture".formatted(tile, side, architecture),
            "part",
            "halo",
            "statistics",
            "dB to the whole",
            "mean shift of a tile's tone",
            "largest shift",
            "apart",
            "unit");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      ResolvedModel model =
          ModelCatalog.standard().resolve(SeededModel.of(architecture, folder.path()));
      if (!(model.description().firstStage() instanceof AutoencoderConfig config)) {
        throw new IllegalArgumentException("the " + architecture + " model has no autoencoder");
      }
      try (var scope = Scope.open();
          var guard = new NoGradGuard();
          WeightSource weights = model.openFirstStage().orElseThrow();
          Autoencoder stage = Autoencoder.load(config, weights, Placement.cpu())) {
        int factor = stage.factor();
        Tensor picture = TestPicture.halfFlat(side);
        options.say("encoding ...");
        Tensor latent = stage.encode(picture);
        double spread = latent.std().item_double();
        rows(table, "encode", stage::encode, picture, latent, 1, factor, spread);
        options.say("decoding ...");
        Tensor decoded = stage.decode(latent);
        rows(table, "decode", stage::decode, latent, decoded, factor, 1, 1);
      }
    }
    options.publish(table);
    return 0;
  }

  /**
   * Rows for all halos.
   *
   * @param from pixels a position of the input
   * @param to pixels a position of the result
   * @param spread of the result where it is a latent, else 1
   */
  private void rows(
      Table table,
      String name,
      BiFunction<Tensor, Norms, Tensor> part,
      Tensor input,
      Tensor whole,
      int from,
      int to,
      double spread) {
    Norms shared = gathered(part, input, from);
    for (int halo : halos) {
      for (Norms norms : List.of(Norms.OWN, shared)) {
        row(
            table,
            name,
            halo,
            norms == Norms.OWN ? "own" : "shared",
            whole,
            to,
            spread,
            core -> made(part, norms, input, core, halo, from, to));
      }
    }
  }

  private Norms gathered(BiFunction<Tensor, Norms, Tensor> part, Tensor input, int from) {
    TilePlan plan = TilePlan.of(side, side, tile, tile);
    return TileStatistics.of(plan, from, piece -> cut(input, piece, from), part);
  }

  private List<Tile> cores() {
    List<Tile> cores = new ArrayList<>();
    for (int top = 0; top < side; top += tile) {
      for (int left = 0; left < side; left += tile) {
        cores.add(new Tile(top, left, tile, tile));
      }
    }
    return cores;
  }

  private void row(
      Table table,
      String name,
      int halo,
      String statistics,
      Tensor whole,
      int to,
      double spread,
      Function<Tile, Tensor> made) {
    double error = 0;
    List<Double> shifts = new ArrayList<>();
    for (Tile core : cores()) {
      try (var scope = Scope.open()) {
        Tensor difference = made.apply(core).sub(cut(whole, core, to));
        error += difference.square().mean().item_double();
        shifts.add(difference.mean().item_double());
      }
    }
    boolean picture = to == 1;
    double unit = picture ? LEVELS : 1 / spread;
    double peak = picture ? 2 : spread;
    table.add(
        name,
        halo,
        statistics,
        10 * Math.log10(peak * peak / (error / shifts.size())),
        unit * shifts.stream().mapToDouble(Math::abs).average().orElseThrow(),
        unit * shifts.stream().mapToDouble(Math::abs).max().orElseThrow(),
        unit * (Collections.max(shifts) - Collections.min(shifts)),
        picture ? "of 255 levels" : "standard deviations");
  }

  private Tensor made(
      BiFunction<Tensor, Norms, Tensor> part,
      Norms norms,
      Tensor input,
      Tile core,
      int halo,
      int from,
      int to) {
    int top = Math.max(0, core.top() - halo);
    int left = Math.max(0, core.left() - halo);
    int bottom = Math.min(side, core.top() + tile + halo);
    int right = Math.min(side, core.left() + tile + halo);
    Tensor made =
        part.apply(cut(input, new Tile(top, left, bottom - top, right - left), from), norms);
    return cut(made, new Tile(core.top() - top, core.left() - left, tile, tile), to);
  }

  /** A rectangle of pixels where a position stands for {@code pixels} of them. */
  private static Tensor cut(Tensor tensor, Tile tile, int pixels) {
    return tensor
        .narrow(2, tile.top() / pixels, tile.height() / pixels)
        .narrow(3, tile.left() / pixels, tile.width() / pixels)
        .contiguous();
  }
}
