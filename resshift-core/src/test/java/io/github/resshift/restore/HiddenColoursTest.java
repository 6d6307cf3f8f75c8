package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A red disc with a hard edge on another colour that alpha hides. */
class HiddenColoursTest {
  private static final int SIDE = 40;
  private static final int RADIUS = 12;
  private static final float[] RED = {0.9f, 0.2f, 0.1f};
  private static final float[] GREEN = {0, 1, 0.2f};

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @Test
  void theSurroundingsTakeTheColourOfTheDisc() {
    try (var scope = Scope.open()) {
      float[] filled = Tensors.floats(HiddenColours.fill(rgb(GREEN), alpha(0)));
      for (int i = 0; i < SIDE * SIDE; i++) {
        for (int c = 0; c < 3; c++) {
          assertThat(filled[c * SIDE * SIDE + i]).isCloseTo(RED[c], within(1e-4f));
        }
      }
    }
  }

  @Test
  void whatCanBeSeenStays() {
    try (var scope = Scope.open()) {
      float[] before = Tensors.floats(rgb(GREEN));
      assertThat(Tensors.floats(HiddenColours.fill(rgb(GREEN), alpha(0.05f)))).isEqualTo(before);
      assertThat(Tensors.floats(HiddenColours.fill(rgb(GREEN), null))).isEqualTo(before);
    }
  }

  @Test
  void farFromEverythingItIsGrayAndAllHiddenIsGray() {
    try (var scope = Scope.open()) {
      Tensor nothing = Tensors.of(new float[SIDE * SIDE], 1, 1, SIDE, SIDE);
      assertThat(Tensors.floats(HiddenColours.fill(rgb(GREEN), nothing))).containsOnly(0.5f);
    }
  }

  /** The bundled model's result does not know what was hidden, and its rim is red, not green. */
  @Test
  void theEdgeOfAnEnlargedDiscHasNoHalo() {
    try (Restorer restorer = Restorer.builder().build();
        var scope = Scope.open()) {
      Picture large = restorer.restore(Pixels.picture(rgb(GREEN), alpha(0), 8, false));
      assertThat(restorer.restore(Pixels.picture(rgb(RED), alpha(0), 8, false))).isEqualTo(large);
      float[] colour = Tensors.floats(Pixels.rgb(large));
      float[] opacity = Tensors.floats(Pixels.alpha(large));
      int count = opacity.length;
      int seen = 0;
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < 3 && opacity[i] > 0.02; c++) {
          seen++;
          // 0.05 is the noise of the network on a flat colour; green would be 0.8 away.
          assertThat(colour[c * count + i]).as("at %d", i).isCloseTo(RED[c], within(0.05f));
        }
      }
      assertThat(seen).isGreaterThan(3 * 16 * 400);
    }
  }

  private static Tensor rgb(float[] around) {
    float[] values = new float[3 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      for (int c = 0; c < 3; c++) {
        values[c * SIDE * SIDE + i] = inside(i) ? RED[c] : around[c];
      }
    }
    return Tensors.of(values, 1, 3, SIDE, SIDE);
  }

  private static Tensor alpha(float around) {
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = inside(i) ? 1 : around;
    }
    return Tensors.of(values, 1, 1, SIDE, SIDE);
  }

  private static boolean inside(int i) {
    return Math.hypot(i % SIDE - SIDE / 2.0, i / SIDE - SIDE / 2.0) <= RADIUS;
  }
}
