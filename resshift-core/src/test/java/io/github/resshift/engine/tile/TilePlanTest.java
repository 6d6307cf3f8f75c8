package io.github.resshift.engine.tile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.TensorAssert;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TilePlanTest {
  @Test
  void startsAreTheGoldenOnes() {
    JsonNode cases = Fixtures.json("tiling/tiling.json").get("extract_starts");
    assertThat(cases).isNotEmpty();
    for (JsonNode one : cases) {
      List<Integer> expected = new ArrayList<>();
      one.get("starts").forEach(s -> expected.add(s.asInt()));
      assertThat(
              TilePlan.starts(
                  one.get("length").asInt(), one.get("patch").asInt(), one.get("stride").asInt()))
          .as(one.toString())
          .isEqualTo(expected);
    }
  }

  @Test
  void equalWeightsGatherAsTheGoldenOnes() {
    JsonNode cases = Fixtures.json("tiling/tiling.json").get("gather");
    try (var scope = Scope.open();
        Safetensors golden = Safetensors.open(Fixtures.path("tiling/gather.safetensors"))) {
      for (JsonNode one : cases) {
        String name = one.get("case").asText();
        int scale = one.get("sf").asInt();
        Tensor image = golden.tensor(name + ".image");
        int height = (int) image.size(2);
        int width = (int) image.size(3);
        TilePlan plan =
            TilePlan.of(height, width, one.get("pch_size").asInt(), one.get("stride").asInt());
        assertThat(plan.tiles().stream().map(t -> List.of(t.top(), t.left())).toList())
            .isEqualTo(pairs(one.get("starts")));
        try (TileBlend canvas =
            TileBlend.uniform(image.size(0), (int) image.size(1), height * scale, width * scale)) {
          for (Tile tile : plan.tiles()) {
            canvas.add(enlarged(image, tile, scale), tile.scaled(scale, 1));
          }
          Tensor expected = golden.tensor(name + ".gathered");
          TensorAssert.assertClose(name, canvas.result(), expected, 1e-5);
          TensorAssert.assertClose(
              name + " count",
              canvas.weights().expand_as(expected),
              golden.tensor(name + ".count"),
              0);
        }
      }
    }
  }

  @Test
  void smoothWeightsOfAConstantGiveTheConstant() {
    try (var scope = Scope.open();
        TileBlend canvas = TileBlend.smooth(1, 1, 37, 50)) {
      for (Tile tile : TilePlan.of(37, 50, 16, 11).tiles()) {
        canvas.add(torch.ones(1, 1, tile.height(), tile.width()).mul(new Scalar(0.75)), tile);
      }
      float[] values = Tensors.floats(canvas.result());
      for (float value : values) {
        assertThat(value).isBetween(0.749999f, 0.750001f);
      }
    }
  }

  @Test
  void smoothWeightsHaveNoJumpWhereATileBegins() {
    // Two tiles of values 0 and 1: the step from one column to the next stays near the slope.
    try (var scope = Scope.open();
        TileBlend canvas = TileBlend.smooth(1, 1, 32, 48)) {
      int number = 0;
      for (Tile tile : TilePlan.of(32, 48, 32, 16).tiles()) {
        Tensor values = torch.ones(1, 1, tile.height(), tile.width());
        canvas.add(values.mul(new Scalar(number++)), tile);
      }
      float[] row = Tensors.floats(canvas.result().narrow(2, 10, 1));
      for (int x = 1; x < row.length; x++) {
        assertThat(Math.abs(row[x] - row[x - 1])).isLessThan(0.12f);
      }
      assertThat(row[0]).isZero();
      assertThat(row[47]).isEqualTo(1);
    }
  }

  private static List<List<Integer>> pairs(JsonNode starts) {
    List<List<Integer>> pairs = new ArrayList<>();
    starts.forEach(p -> pairs.add(List.of(p.get(0).asInt(), p.get(1).asInt())));
    return pairs;
  }

  /** The stand-in for a model that made the golden data: nearest, plus a slope inside the tile. */
  private static Tensor enlarged(Tensor image, Tile tile, int scale) {
    Tensor part = image.narrow(2, tile.top(), tile.height()).narrow(3, tile.left(), tile.width());
    Tensor big = torch.upsample_nearest2d(part, tile.height() * scale, tile.width() * scale);
    Tensor rows = torch.arange(new Scalar(big.size(2))).view(1, 1, -1, 1).mul(new Scalar(0.1));
    Tensor columns = torch.arange(new Scalar(big.size(3))).view(1, 1, 1, -1).mul(new Scalar(0.01));
    return big.add(rows).add(columns);
  }
}
