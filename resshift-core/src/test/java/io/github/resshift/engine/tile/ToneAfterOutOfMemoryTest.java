package io.github.resshift.engine.tile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.NoiseField;
import io.github.resshift.restore.TinyModels;
import io.github.resshift.restore.TinyModels.Kind;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An autoencoder's normalisation sees the whole picture. Where work goes on after a lack of memory
 * the rest must not be normalised by itself: its tone would be another.
 */
class ToneAfterOutOfMemoryTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 160;
  private static final int TEXTURED = 32;
  private static final int SIDE = 64;
  private static final TileCut LARGE = new TileCut(false, SIDE, 8);
  private static final NoiseField NONE =
      (step, channels, top, left, height, width) -> torch.zeros(1, channels, height, width);

  @ParameterizedTest
  @EnumSource(names = {"VQ_X4", "KL_X4"})
  void whatIsMadeAfterALackOfMemoryHasTheToneOfThePicture(Kind kind) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel model = TinyModels.model(kind)) {
      Tensor picture = texturedAboveFlat();
      FailsOnce listener = new FailsOnce();
      Tensor resumed = TiledRestoration.whole(model, picture, null, 1, LARGE, NONE, listener);
      TilePlan rest = listener.last;
      int from = rest.tops().get(0);
      assertThat(from).as("the line where it went on").isGreaterThan(TEXTURED);
      assertThat(rest.tileHeight()).as("halved").isLessThan(SIDE);

      PictureNorms gathered = new PictureNorms();
      GlobalTiling whole = new GlobalTiling(model, model.chain(1, NONE, 1), LARGE, gathered);
      LowQuality input = LowQuality.of(picture, null);
      lines(whole, input, whole.plan(input, 0));
      // Below the overlap, the alignment of tiles and the lines that are faded, nothing but tiles.
      int top = 4 * (from + 3 * 8);
      Tensor made = below(resumed, top);
      Tensor wanted = below(rest(model, input, rest, gathered), top);
      assertThat(Tensors.maxAbsDifference(made, wanted)).isZero();
      // By itself the flat rest is much lighter or darker.
      Tensor alone = below(rest(model, input, rest, new PictureNorms()), top);
      assertThat(Tensors.item(alone.sub(wanted).mean().abs())).isGreaterThan(0.02);
    }
  }

  private static Tensor rest(
      LoadedModel model, LowQuality input, TilePlan plan, PictureNorms norms) {
    TileCut small = new TileCut(false, plan.tileHeight(), plan.tileWidth(), 8);
    return lines(new GlobalTiling(model, model.chain(1, NONE, 1), small, norms), input, plan);
  }

  private static Tensor lines(GlobalTiling run, LowQuality input, TilePlan plan) {
    Tensor result = torch.zeros(1, 3, 4 * HEIGHT, 4 * WIDTH);
    run.run(
        input,
        plan,
        (top, lines) -> result.narrow(2, top, lines.size(2)).copy_(Tensors.clamp(lines, -1, 1)),
        new Pieces(TileListener.NONE));
    return result;
  }

  private static Tensor below(Tensor picture, int top) {
    return picture.narrow(2, top, picture.size(2) - top);
  }

  private static Tensor texturedAboveFlat() {
    Tensor texture = Tensors.clamp(new GaussianField(5).window(0, 3, 0, 0, TEXTURED, WIDTH), -1, 1);
    Tensor flat = torch.full(new long[] {1, 3, HEIGHT - TEXTURED, WIDTH}, new Scalar(0.2f));
    return torch.cat(new TensorVector(texture, flat), 2);
  }

  /** Memory is short once, when the last but one row of tiles was decoded. */
  private static final class FailsOnce implements TileListener {
    private TilePlan last;
    private boolean failed;

    @Override
    public void planned(Plan plan) {
      last = plan.tiles();
    }

    @Override
    public void progress(int done, int total) {
      if (!failed && done == total - 1) {
        failed = true;
        throw new OutOfMemoryError("Java heap space");
      }
    }
  }
}
