package io.github.resshift.engine.tile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.engine.LoadedModel;
import io.github.resshift.restore.TinyModels;
import io.github.resshift.restore.TinyModels.Kind;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final int ROWS = 4;
  private static final int HEIGHT = 400;
  private static final int WIDTH = 3000;
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  private static LoadedModel shuffle;
  private static LoadedModel codes;

  @BeforeAll
  static void load() {
    shuffle = TinyModels.model(Kind.SHUFFLE_X4);
    codes = TinyModels.model(Kind.VQ_X4);
  }

  @AfterAll
  static void close() {
    shuffle.close();
    codes.close();
  }

  @Test
  void withEnoughMemoryTilesHaveTheModelsSize() {
    TileCut tiles = budget(shuffle, UNKNOWN, UNKNOWN).choose(false, 256);
    assertThat(tiles).isEqualTo(new TileCut(false, 256, 256, 32));
  }

  @Test
  void whatIsChosenFitsIntoNineTenthsOfTheMemory() {
    for (LoadedModel loaded : new LoadedModel[] {shuffle, codes}) {
      MemoryBudget large = budget(loaded, UNKNOWN, UNKNOWN);
      long half = large.bytes(256, 256) / 2;
      MemoryBudget small = budget(loaded, UNKNOWN, OptionalLong.of(half));
      TileCut tiles = small.choose(false, 256);
      assertThat(small.bytes(tiles.height(), tiles.width())).isLessThanOrEqualTo(half * 9 / 10);
      assertThat(tiles.height() * tiles.width()).isLessThan(256 * 256);
      assertThat(tiles.overlap()).isEqualTo(Math.min(tiles.height(), tiles.width()) / 8);
    }
  }

  @Test
  void theCapCountsWhatTheProcessHas() {
    long need = budget(shuffle, UNKNOWN, UNKNOWN).bytes(256, 256);
    OptionalLong plenty = OptionalLong.of(100 * need);
    OptionalLong cap = OptionalLong.of(need + 1000);
    assertThat(budget(shuffle, cap, plenty, 1000).choose(false, 256).width()).isEqualTo(256);
    TileCut less = budget(shuffle, cap, plenty, 1001).choose(false, 256);
    assertThat(Math.min(less.height(), less.width())).isLessThan(256);
  }

  @Test
  void picturesThatAreInWorkTogetherShareTheMemory() {
    long need = budget(shuffle, UNKNOWN, UNKNOWN).bytes(256, 256);
    MemoryBudget budget = budget(shuffle, OptionalLong.of(3 * need), UNKNOWN);
    assertThat(budget.share(3).choose(false, 256).width()).isEqualTo(256);
    TileCut less = budget.share(4).choose(false, 256);
    assertThat(Math.min(less.height(), less.width())).isLessThan(256);
  }

  @Test
  void theSmallestTilesAreTakenEvenWhereTheyDoNotFit() {
    TileCut tiles = budget(codes, OptionalLong.of(1), UNKNOWN).choose(false, 256);
    assertThat(tiles).isEqualTo(new TileCut(false, 64, 64, 8));
  }

  @Test
  void linesOfAVeryWidePictureMakeTilesLower() {
    // 256 lines of 400000 columns, 48 channels, 6 rows: 118 GB.
    MemoryBudget budget = new MemoryBudget(shuffle, ROWS, 400, 400_000, UNKNOWN, UNKNOWN, 0);
    TileCut tiles = budget.choose(false, 256);
    assertThat(tiles.height()).isLessThan(256);
    assertThat(tiles.width()).isEqualTo(256);
    assertThat(budget.choose(true, 256).height()).isEqualTo(256);
  }

  @Test
  void theEstimateGrowsWithTheTileAndWithTheWidthOfThePicture() {
    MemoryBudget narrow = new MemoryBudget(codes, ROWS, 100, 100, UNKNOWN, UNKNOWN, 0);
    MemoryBudget wide = budget(codes, UNKNOWN, UNKNOWN);
    assertThat(wide.bytes(64, 64)).isGreaterThan(narrow.bytes(64, 64));
    // An autoencoder's latent is kept as a whole: 3 float32 channels, one position a pixel.
    MemoryBudget high = new MemoryBudget(codes, ROWS, 1000, 100, UNKNOWN, UNKNOWN, 0);
    long more = (long) (codes.padded(1000) - codes.padded(100)) * codes.padded(100);
    assertThat(high.bytes(64, 64) - narrow.bytes(64, 64)).isEqualTo(more * 3 * Float.BYTES);
    assertThat(wide.bytes(64, 128)).isGreaterThan(wide.bytes(64, 64));
    assertThat(wide.bytes(128, 64)).isGreaterThan(wide.bytes(64, 64));
  }

  private static MemoryBudget budget(LoadedModel loaded, OptionalLong cap, OptionalLong available) {
    return budget(loaded, cap, available, 0);
  }

  private static MemoryBudget budget(
      LoadedModel loaded, OptionalLong cap, OptionalLong available, long resident) {
    return new MemoryBudget(loaded, ROWS, HEIGHT, WIDTH, cap, available, resident);
  }
}
