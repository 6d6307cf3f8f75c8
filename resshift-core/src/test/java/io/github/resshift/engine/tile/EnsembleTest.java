package io.github.resshift.engine.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.NoiseField;
import io.github.resshift.engine.SmallGuided;
import io.github.resshift.engine.View;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class EnsembleTest {
  private static final int HEIGHT = 36;
  private static final int WIDTH = 52;
  private static final TileCut WHOLE = new TileCut(false, 64, 8);
  private static final NoiseField NONE =
      (step, channels, top, left, height, width) -> torch.zeros(1, channels, height, width);
  private static final NoiseField SEED = new GaussianField(3)::window;

  /** All eight views of a picture are all eight views of the turned one, in another order. */
  @Test
  void allViewsTogetherDoNotKnowWhichWayIsUp() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel model = LoadedModel.initialise(description(), 1, Placement.cpu())) {
      for (View turn : View.first(4)) {
        Tensor turned = turn.undo(made(model, turn.of(picture()), NONE, 8, WHOLE));
        assertThat(Tensors.maxAbsDifference(turned, made(model, picture(), NONE, 8, WHOLE)))
            .isLessThan(1e-4);
      }
      View turn = new View(1, false);
      Tensor single = turn.undo(made(model, turn.of(picture()), NONE, 1, WHOLE));
      assertThat(Tensors.maxAbsDifference(single, made(model, picture(), NONE, 1, WHOLE)))
          .isGreaterThan(1e-3);
    }
  }

  @Test
  void theNoiseIsTurnedWithThePicture() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel model = LoadedModel.initialise(description(), 1, Placement.cpu())) {
      Chain chain = model.chain(2, SEED, 1, 1);
      for (View view : View.first(View.most())) {
        NoiseField turned =
            (step, channels, top, left, height, width) ->
                turned(view, SEED.window(step, channels, 0, 0, HEIGHT, WIDTH));
        Tensor picture = view.of(picture());
        Tensor expected =
            view.undo(
                model.single(picture, null, model.chain(2, turned, 1, 1), View.UPRIGHT, 0, 0));
        Tensor seen = model.single(picture(), null, chain, view, 0, 0);
        assertThat(Tensors.maxAbsDifference(seen, expected)).isZero();
      }
    }
  }

  /** Four by four values a position, which lie in the picture's plane. */
  private static Tensor turned(View view, Tensor noise) {
    return torch.pixel_unshuffle(view.of(torch.pixel_shuffle(noise, 4)), 4);
  }

  @Test
  void tilesAreInAllViewsAndEachIsAPiece() {
    List<String> told = new ArrayList<>();
    TileListener listener =
        new TileListener() {
          @Override
          public void progress(int done, int total) {
            told.add(done + "/" + total);
          }
        };
    TileCut tiles = new TileCut(false, 32, 24);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel model = LoadedModel.initialise(description(), 1, Placement.cpu())) {
      Chain chain = model.chain(2, NONE, 1, 3);
      Tensor cut = made(model, picture(), chain, tiles, listener);
      int pieces = told.size();
      assertThat(pieces % 3).isZero();
      assertThat(pieces / 3).isGreaterThan(1);
      assertThat(told.get(pieces - 1)).isEqualTo(pieces + "/" + pieces);

      Tensor whole = made(model, picture(), NONE, 3, WHOLE);
      assertThat(rms(cut.sub(whole))).isCloseTo(0, within(0.1 * rms(whole)));
    }
  }

  private static double rms(Tensor tensor) {
    return Math.sqrt(Tensors.item(tensor.square().mean()));
  }

  private static Tensor made(
      LoadedModel model, Tensor picture, NoiseField noise, int views, TileCut cut) {
    return made(model, picture, model.chain(2, noise, 1, views), cut, TileListener.NONE);
  }

  private static Tensor made(
      LoadedModel model, Tensor picture, Chain chain, TileCut cut, TileListener listener) {
    Tensor result =
        torch.empty(
            new long[] {1, 3, picture.size(2) * 4, picture.size(3) * 4},
            new TensorOptions(ScalarType.Float),
            new MemoryFormatOptional());
    TiledRestoration.run(
        model,
        LowQuality.of(picture, null),
        chain,
        cut,
        listener,
        (top, lines) -> result.narrow(2, top, lines.size(2)).copy_(lines));
    return result;
  }

  private static Tensor picture() {
    return Tensors.clamp(
        new GaussianField(7).window(0, 3, 0, 0, HEIGHT, WIDTH).div(new Scalar(4)), -1, 1);
  }

  private static ModelDescription description() {
    return SmallGuided.of(2, 0, Optional.empty());
  }
}
