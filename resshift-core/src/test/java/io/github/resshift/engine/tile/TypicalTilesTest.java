package io.github.resshift.engine.tile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TypicalTilesTest {
  private static final int SIDE = 64;
  private static final int PIECE = 8;

  /** A quarter of the pieces is texture, all of it in the middle; so is one piece of four. */
  @Test
  void aSubjectInTheMiddleIsRepresented() {
    try (var scope = Scope.open()) {
      Tensor picture = picture(2, 6);
      List<Tile> chosen = choose(picture);
      assertThat(chosen.stream().filter(tile -> isTexture(picture, tile)).count()).isEqualTo(1);
    }
  }

  @Test
  void aPictureThatIsAllAlikeIsSampledAllOver() {
    try (var scope = Scope.open()) {
      List<Tile> chosen = choose(picture(0, 0));
      assertThat(chosen.stream().map(Tile::top).distinct().count()).isEqualTo(4);
    }
  }

  private static List<Tile> choose(Tensor picture) {
    List<Tile> all = TilePlan.of(SIDE, SIDE, PIECE, PIECE).tiles();
    return TypicalTiles.of(all, 4, tile -> part(picture, tile));
  }

  private static boolean isTexture(Tensor picture, Tile tile) {
    return Tensors.item(part(picture, tile).std()) > 0.1;
  }

  private static Tensor part(Tensor picture, Tile tile) {
    return picture.narrow(2, tile.top(), tile.height()).narrow(3, tile.left(), tile.width());
  }

  /** Flat but for stripes in the pieces from one to before another, both ways. */
  private static Tensor picture(int from, int to) {
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      int column = i % SIDE / PIECE;
      int row = i / SIDE / PIECE;
      boolean inside = column >= from && column < to && row >= from && row < to;
      values[i] = inside ? i % 2 - 0.5f : 0;
    }
    return Tensors.of(values, 1, 1, SIDE, SIDE);
  }
}
