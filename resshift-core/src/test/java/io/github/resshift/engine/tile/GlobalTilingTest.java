package io.github.resshift.engine.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.model.Denoiser;
import io.github.resshift.model.PixelShuffleCodec;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.restore.Tiling;
import io.github.resshift.restore.TinyModels;
import io.github.resshift.restore.TinyModels.Kind;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wave of rows of tiles against steps over the whole latent. */
class GlobalTilingTest {
  private static final PixelShuffleConfig SHUFFLE = new PixelShuffleConfig(4);
  private static final GaussianField NOISE = new GaussianField(7);
  private static int threads;

  /** Threads that share operations on so few values wait for each other four times as long. */
  @BeforeAll
  static void oneThread() {
    threads = Engine.threads();
    Engine.threads(1);
  }

  @AfterAll
  static void asBefore() {
    Engine.threads(threads);
  }

  /** Height, width, tile height, tile width, overlap, steps. */
  private static final List<int[]> CASES =
      List.of(
          new int[] {37, 29, 16, 16, 3, 3},
          new int[] {50, 20, 16, 24, 5, 2},
          new int[] {40, 33, 24, 16, 11, 1},
          new int[] {9, 30, 16, 16, 0, 1},
          new int[] {23, 17, 64, 64, 8, 2},
          new int[] {1, 1, 16, 16, 4, 2});

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theWaveIsTheWholeLatentBitForBit(Kind kind) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel loaded = TinyModels.model(kind)) {
      for (int[] c : CASES) {
        Tensor lq = picture(c[0], c[1]);
        Tensor mask = kind.masked() ? mask(c[0], c[1]) : null;
        int unit = loaded.description().paddingOffset();
        TileCut tiles = new TileCut(false, Math.max(unit, c[2]), Math.max(unit, c[3]), c[4]);
        Chain chain = loaded.chain(c[5], NOISE::window, 1);
        TilePlan plan = new GlobalTiling(loaded, chain, tiles).plan(LowQuality.of(lq, mask), 0);
        Tensor whole = new WholeLatent(loaded, chain, plan).run(lq, mask);
        Tensor wave =
            TiledRestoration.whole(loaded, lq, mask, c[5], tiles, NOISE::window, TileListener.NONE);
        assertThat(Tensors.shape(wave)).isEqualTo(Tensors.shape(whole));
        assertThat(Tensors.maxAbsDifference(wave, whole))
            .as("%s %dx%d in %d tiles", kind, c[1], c[0], plan.count())
            .isZero();
        // A picture of one value would be equal by any mistake.
        assertThat(Tensors.item(whole.std())).isGreaterThan(c[0] * c[1] > 1 ? 0.01 : 0);
      }
    }
  }

  /** Less than all realism needs the first prediction again, and none needs no other. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theWaveIsTheWholeLatentWithLessRealism(Kind kind) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel loaded = TinyModels.model(kind)) {
      int unit = loaded.description().paddingOffset();
      Tensor lq = picture(20, unit + 9);
      Tensor mask = kind.masked() ? mask(20, unit + 9) : null;
      TileCut tiles = new TileCut(false, unit, unit, 5);
      for (double realism : new double[] {0, 0.4}) {
        Chain chain = loaded.chain(2, NOISE::window, realism);
        GlobalTiling tiling = new GlobalTiling(loaded, chain, tiles);
        LowQuality input = LowQuality.of(lq, mask);
        TilePlan plan = tiling.plan(input, 0);
        Tensor whole = new WholeLatent(loaded, chain, plan).run(lq, mask);
        Tensor wave = torch.zeros_like(whole);
        TiledRestoration.run(
            loaded,
            input,
            chain,
            tiles,
            TileListener.NONE,
            (top, lines) -> wave.narrow(2, top, lines.size(2)).copy_(lines));
        assertThat(Tensors.maxAbsDifference(wave, whole)).as("%s %s", kind, realism).isZero();
      }
    }
  }

  /** Lines come in order, without gaps, long before all tiles are done. */
  @Test
  void linesAreHandedOnAsSoonAsTheyAreFinal() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel loaded = TinyModels.model(Kind.SHUFFLE_X4)) {
      int steps = 4;
      TileCut tiles = new TileCut(false, 16, 4);
      List<Integer> tops = new ArrayList<>();
      int[] done = {0, 0};
      TileListener listener =
          new TileListener() {
            @Override
            public void progress(int now, int total) {
              done[0] = now;
              done[1] = total;
            }
          };
      int[] next = {0};
      int[] firstAt = {0};
      TiledRestoration.run(
          loaded,
          LowQuality.of(picture(80, 20), null),
          loaded.chain(steps, NOISE::window, 1),
          tiles,
          listener,
          (top, lines) -> {
            assertThat(top).isEqualTo(next[0]);
            next[0] += (int) lines.size(2);
            firstAt[0] = firstAt[0] == 0 ? done[0] : firstAt[0];
            tops.add(top);
          });
      assertThat(next[0]).isEqualTo(320);
      // The first row of tiles needs a row more of each step before: 4 + 3 + 2 + 1 rows of 2 tiles.
      assertThat(firstAt[0]).isEqualTo(20);
      assertThat(done[0]).isEqualTo(done[1]).isGreaterThan(40);
    }
  }

  /** Each step keeps about a row of tiles, however high the picture is. */
  @Test
  void memoryDoesNotDependOnTheHeight() {
    assertThat(pages(500, 0.5)).isEqualTo(pages(200, 0.5));
  }

  /** What is reserved for lines is what a run keeps, and not much more. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void rowsAreCounted(double realism) {
    try (var scope = Scope.open();
        LoadedModel loaded = TinyModels.model(Kind.SHUFFLE_X2)) {
      int rows = loaded.chain(4, NOISE::window, realism).rows();
      double kept = pages(500, realism) * 16.0 / loaded.toLatent(32);
      assertThat(kept).isBetween(rows / 2.0, (double) rows);
    }
  }

  private static int pages(int height, double realism) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel loaded = TinyModels.model(Kind.SHUFFLE_X2)) {
      Chain chain = loaded.chain(4, NOISE::window, realism);
      GlobalTiling tiling = new GlobalTiling(loaded, chain, new TileCut(false, 32, 8));
      LowQuality input = LowQuality.of(picture(height, 16), null);
      TilePlan plan = tiling.plan(input, 0);
      Pieces pieces = new Pieces(TileListener.NONE, tiling.pieces(plan));
      tiling.run(input, plan, (top, lines) -> {}, pieces);
      return tiling.pages();
    }
  }

  /** Every call but the first six fails until tiles are small enough; finished lines are kept. */
  @ParameterizedTest
  @EnumSource(Tiling.class)
  void workGoesOnWithSmallerTilesWhenMemoryRunsOut(Tiling tiling) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel whole = TinyModels.model(Kind.SHUFFLE_X4)) {
      int[] calls = {0};
      Denoiser failing =
          (x, steps, condition) -> {
            if (++calls[0] > 6 && x.size(2) * x.size(3) > 300) {
              throw new RuntimeException(
                  "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate"
                      + " memory: you tried to allocate 1 bytes.\nmore lines");
            }
            return whole.network(condition.lq(), condition.mask()).of(x, steps);
          };
      LoadedModel stub = with(failing, whole);
      Tensor lq = picture(130, 30);
      TileCut tiles = new TileCut(tiling == Tiling.PUBLISHED, 32, 8);
      List<TileListener.Plan> plans = new ArrayList<>();
      int[] last = {0, 0};
      TileListener listener =
          new TileListener() {
            @Override
            public void planned(Plan plan) {
              plans.add(plan);
            }

            @Override
            public void progress(int done, int total) {
              last[0] = done;
              last[1] = total;
            }
          };
      Tensor resumed = TiledRestoration.whole(stub, lq, null, 2, tiles, NOISE::window, listener);
      Tensor plain =
          TiledRestoration.whole(whole, lq, null, 2, tiles, NOISE::window, TileListener.NONE);
      assertThat(plans).hasSizeGreaterThan(1);
      assertThat(plans.get(0).resumed()).isFalse();
      TileListener.Plan rest = plans.get(plans.size() - 1);
      assertThat(rest.resumed()).isTrue();
      // Tiles go on where finished lines end, and those stay as they were.
      int from = rest.tiles().tops().get(0);
      assertThat(from).isPositive();
      int kept = 4 * from;
      assertThat(Tensors.maxAbsDifference(resumed.narrow(2, 0, kept), plain.narrow(2, 0, kept)))
          .isZero();
      // Other tiles see other surroundings; a line that is missing would differ by far more.
      Tensor missing = plain.roll(new long[] {4}, 2);
      assertThat(Tensors.item(resumed.sub(plain).abs().mean()))
          .isLessThan(0.5 * Tensors.item(missing.sub(plain).abs().mean()));
      assertThat(last[0]).isEqualTo(last[1]);
    }
  }

  /** Where results must not depend on the memory of a machine, what does not fit fails. */
  @Test
  void fixedTilesAreNotMadeSmallerWhenMemoryRunsOut() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel whole = TinyModels.model(Kind.SHUFFLE_X4)) {
      Denoiser failing =
          (x, steps, condition) -> {
            throw new RuntimeException("DefaultCPUAllocator: can't allocate memory");
          };
      LoadedModel stub = with(failing, whole);
      List<TileListener.Plan> plans = new ArrayList<>();
      TileListener listener =
          new TileListener() {
            @Override
            public void planned(Plan plan) {
              plans.add(plan);
            }
          };
      assertThatThrownBy(
              () ->
                  TiledRestoration.run(
                      stub,
                      LowQuality.of(picture(70, 30), null),
                      stub.chain(2, NOISE::window, 1),
                      new TileCut(false, 32, 8),
                      true,
                      listener,
                      (top, lines) -> {}))
          .hasMessageContaining("can't allocate memory");
      assertThat(plans).hasSize(1);
    }
  }

  @Test
  void aLackOfMemoryForTheSmallestTileIsSaid() {
    try (LoadedModel whole = TinyModels.model(Kind.SHUFFLE_X4)) {
      Denoiser failing =
          (x, steps, condition) -> {
            throw new OutOfMemoryError("Java heap space");
          };
      LoadedModel stub = with(failing, whole);
      TileCut tiles = new TileCut(false, 32, 8);
      assertThatThrownBy(
              () ->
                  TiledRestoration.whole(
                      stub, picture(40, 40), null, 1, tiles, NOISE::window, TileListener.NONE))
          .isInstanceOf(ResShiftException.class)
          .hasMessageContaining("8x8");
    }
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    try (LoadedModel whole = TinyModels.model(Kind.SHUFFLE_X4)) {
      Denoiser failing =
          (x, steps, condition) -> {
            throw new IllegalStateException("broken");
          };
      LoadedModel stub = with(failing, whole);
      assertThatThrownBy(
              () ->
                  TiledRestoration.whole(
                      stub,
                      picture(20, 20),
                      null,
                      1,
                      new TileCut(false, 16, 4),
                      NOISE::window,
                      TileListener.NONE))
          .hasMessage("broken");
    }
  }

  private static Tensor picture(int height, int width) {
    return Tensors.clamp(new GaussianField(3).window(0, 3, 0, 0, height, width), -1, 1);
  }

  private static Tensor mask(int height, int width) {
    Tensor hole = new GaussianField(4).window(0, 1, 0, 0, height, width).gt(new Scalar(0.5));
    return hole.to(ScalarType.Float).mul(new Scalar(2)).sub(new Scalar(1));
  }

  /** A model with another network. */
  private static LoadedModel with(Denoiser network, LoadedModel model) {
    return new LoadedModel(
        model.description(), model.placement(), network, () -> {}, new PixelShuffleCodec(SHUFFLE));
  }
}
