package io.github.resshift.engine.tile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.NoiseField;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.measure.TestPicture;
import io.github.resshift.metric.Seams;
import io.github.resshift.model.KlAutoencoder;
import io.github.resshift.model.KlConfig;
import io.github.resshift.nn.Norms;
import io.github.resshift.restore.TinyModels;
import io.github.resshift.restore.TinyModels.Kind;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/**
 * Normalisation over a tile instead of over the picture shifts its tone by what is in the tile
 * (docs/performance.md): tiles share statistics, and blending must not leave a border of what is
 * left.
 */
class AutoencoderTilesTest {
  /** Without codes, which with made-up weights make texture of everything. */
  private static final KlConfig CONFIG =
      new KlConfig(3, 3, 32, 3, 3, 32, List.of(1, 1, 1), List.of(1, 1, 1), List.of(), 0);

  private static final int HEIGHT = 64;
  private static final int WIDTH = 96;
  private static final int TILE = 32;
  private static final NoiseField NONE =
      (step, channels, top, left, height, width) -> torch.zeros(1, channels, height, width);

  @Test
  void aFlatGradientHasNoBordersOfTiles() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel tiny = TinyModels.model(Kind.VQ_X4);
        KlAutoencoder stage = KlAutoencoder.initialise(CONFIG, 2, Placement.cpu())) {
      // It predicts no residual, so that the first stage is all that happens.
      LoadedModel alone =
          new LoadedModel(
              tiny.description(),
              tiny.placement(),
              (x, steps, condition) -> torch.zeros_like(x),
              () -> {},
              stage);
      Tensor lq = gradient();
      TileCut tiles = new TileCut(false, TILE, 8);
      Tensor blended = TiledRestoration.whole(alone, lq, null, 1, tiles, NONE, TileListener.NONE);
      TilePlan plan =
          new GlobalTiling(alone, alone.chain(1, NONE, 1), tiles).plan(LowQuality.of(lq, null), 0);
      double seams =
          Seams.ratio(
              blended,
              borders(plan.lefts(), plan.tileWidth(), WIDTH),
              borders(plan.tops(), plan.tileHeight(), HEIGHT),
              4);
      double cuts = Seams.ratio(cut(alone, lq), List.of(4 * TILE, 8 * TILE), List.of(4 * TILE), 4);
      // Tiles cut off hard have 1.08 here, blended ones 0.64: smoother than what is beside them.
      assertThat(seams).isLessThan(1);
      assertThat(cuts).isGreaterThan(1.3 * seams);
    }
  }

  /** Flat on the left, fine texture on the right: what shifts the tone of tiles most. */
  @Test
  void tilesOfOnePictureShareTheirTone() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        KlAutoencoder stage = KlAutoencoder.initialise(CONFIG, 2, Placement.cpu())) {
      int side = 512;
      int tile = 256;
      Tensor picture = TestPicture.halfFlat(side);
      Tensor whole = stage.encode(picture);
      TilePlan plan = TilePlan.of(side, side, tile, tile);
      Norms shared = TileStatistics.of(plan, 4, at -> crop(picture, at), stage::encode);
      double own = apart(plan, at -> stage.encode(crop(picture, at)), whole);
      double together = apart(plan, at -> stage.encode(crop(picture, at), shared), whole);
      assertThat(together).as("%s of the spread apart by themselves", own).isLessThan(0.75 * own);
    }
  }

  /** How far tiles' mean errors lie apart, over the whole's spread; the mean of the channels. */
  private static double apart(TilePlan plan, Function<Tile, Tensor> made, Tensor whole) {
    double sum = 0;
    for (int c = 0; c < whole.size(1); c++) {
      DoubleSummaryStatistics shifts = new DoubleSummaryStatistics();
      for (Tile tile : plan.tiles()) {
        Tensor off = made.apply(tile).sub(crop(whole, tile.scaled(1, 4)));
        shifts.accept(Tensors.item(off.select(1, c).mean()));
      }
      double spread = Tensors.item(whole.select(1, c).std());
      sum += (shifts.getMax() - shifts.getMin()) / spread;
    }
    return sum / whole.size(1);
  }

  private static Tensor crop(Tensor picture, Tile tile) {
    return picture.narrow(2, tile.top(), tile.height()).narrow(3, tile.left(), tile.width());
  }

  /** Where a tile begins or ends within the result. */
  private static List<Integer> borders(List<Integer> starts, int size, int length) {
    return starts.stream()
        .flatMap(start -> Stream.of(start, start + size))
        .filter(at -> at > 0 && at < length)
        .map(at -> 4 * at)
        .toList();
  }

  /** Each tile by itself, side by side. */
  private static Tensor cut(LoadedModel stage, Tensor lq) {
    TensorVector rows = new TensorVector();
    for (int top = 0; top < HEIGHT; top += TILE) {
      TensorVector row = new TensorVector();
      for (int left = 0; left < WIDTH; left += TILE) {
        Tensor tile = lq.narrow(2, top, TILE).narrow(3, left, TILE);
        row.push_back(Tensors.clamp(stage.decode(stage.encode(stage.enlarge(tile))), -1, 1));
      }
      rows.push_back(torch.cat(row, 3));
    }
    return torch.cat(rows, 2);
  }

  private static Tensor gradient() {
    float[] values = new float[3 * HEIGHT * WIDTH];
    for (int i = 0; i < values.length; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH % HEIGHT;
      values[i] = 0.6f * x / WIDTH - 0.2f * y / HEIGHT - 0.1f;
    }
    return Tensors.of(values, 1, 3, HEIGHT, WIDTH);
  }
}
