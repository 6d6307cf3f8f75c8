package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HoleMaskTest {
  /** Growing and weights follow the distance to the nearest hole pixel, found by looking at all. */
  @Property(tries = 60)
  void distancesAreEuclidean(
      @ForAll @IntRange(min = 1, max = 14) int width,
      @ForAll @IntRange(min = 1, max = 11) int height,
      @ForAll @IntRange(min = 0, max = 13) int x,
      @ForAll @IntRange(min = 0, max = 10) int y,
      @ForAll @IntRange(min = 0, max = 13) int x2,
      @ForAll @IntRange(min = 0, max = 5) int radius) {
    Box one = new Box(Math.min(x, width - 1), Math.min(y, height - 1), 2, 1);
    Box two = new Box(Math.min(x2, width - 1), 0, 1, 3);
    HoleMask hole = HoleMask.none(width, height).with(List.of(one, two));
    float[] inside = values(hole);
    float[] grown = values(hole.grown(radius));
    float[] weights = hole.weights(radius);
    for (int i = 0; i < inside.length; i++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int k = 0; k < inside.length; k++) {
        if (inside[k] == 1) {
          nearest = Math.min(nearest, Math.hypot(k % width - i % width, k / width - i / width));
        }
      }
      assertThat(grown[i]).isEqualTo(nearest <= radius ? 1 : 0);
      double share = nearest / (radius + 1);
      double weight = share >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * share);
      assertThat((double) weights[i]).isCloseTo(weight, within(1e-6));
    }
  }

  @Test
  void transparentPartsAreHoles() {
    try (var scope = Scope.open()) {
      Picture picture =
          Pixels.picture(
              Tensors.of(new float[12], 1, 3, 1, 4),
              Tensors.of(new float[] {1, 0.99f, 0, 1}, 1, 1, 1, 4),
              8,
              false);
      assertThat(values(HoleMask.transparent(picture))).containsExactly(0, 1, 1, 0);
      assertThatThrownBy(() -> HoleMask.transparent(picture.opaque()))
          .isInstanceOf(ResShiftException.class)
          .hasMessageContaining("no transparent part");
    }
  }

  @Test
  void aMaskIsAHoleWhereItIsBrighterThanHalf() {
    try (var scope = Scope.open()) {
      float[] row = {0, 0.49f, 0.51f, 1};
      Picture mask = Pixels.picture(Tensors.of(row, 1, 1, 1, 4).expand(1, 3, 1, 4), null, 8, true);
      assertThat(values(HoleMask.bright(mask))).containsExactly(0, 0, 1, 1);
    }
  }

  @Test
  void boxesAreClippedAndThoseOutsideRefused() {
    HoleMask mask = HoleMask.none(4, 2).with(List.of(new Box(-5, -5, 6, 6)));
    assertThat(values(mask)).containsExactly(1, 0, 0, 0, 0, 0, 0, 0);
    assertThat(HoleMask.none(4, 2).isEmpty()).isTrue();
    assertThat(mask.isEmpty()).isFalse();
    assertThatThrownBy(() -> HoleMask.none(4, 2).with(List.of(new Box(4, 0, 9, 9))))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("4,0,9,9")
        .hasMessageContaining("4x2");
  }

  private static float[] values(HoleMask mask) {
    try (var scope = Scope.open()) {
      return Tensors.floats(Pixels.rgb(mask.toPicture()).narrow(1, 0, 1));
    }
  }
}
