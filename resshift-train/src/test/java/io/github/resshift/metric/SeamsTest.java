package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SeamsTest {
  private static final int SIDE = 256;
  private static final List<Integer> BORDERS = List.of(64, 128, 192);

  /** A value for each place. */
  private interface Painter {
    double at(int y, int x);
  }

  private static Tensor painted(Painter painter) {
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) painter.at(i / SIDE, i % SIDE);
    }
    return Tensors.of(values, 1, 1, SIDE, SIDE);
  }

  /** One level of 255 more right of each border. */
  private static Tensor withSteps(Tensor picture) {
    return picture.add(painted((y, x) -> (x / 64) / 255.0));
  }

  private static double ratio(Tensor picture) {
    return Seams.ratio(picture, BORDERS, BORDERS, 1);
  }

  @Test
  void aFlatPictureHasNoSeams() {
    try (var scope = Scope.open()) {
      assertThat(ratio(painted((y, x) -> 0.3))).isEqualTo(1);
      assertThat(Seams.ratio(painted((y, x) -> x), List.of(), List.of(), 1)).isEqualTo(1);
    }
  }

  @Test
  void aStepOfOneLevelShowsOnAGradient() {
    try (var scope = Scope.open()) {
      Tensor gradient = painted((y, x) -> 0.1 + 0.5 * x / SIDE + 0.2 * y / SIDE);
      assertThat(ratio(gradient)).isBetween(0.999, 1.001);
      assertThat(ratio(withSteps(gradient))).isGreaterThan(3);
    }
  }

  @Test
  void aStepOfOneLevelShowsInTheSky() {
    try (var scope = Scope.open()) {
      // Slow waves and a grain of a third of a level.
      Tensor grain = new GaussianField(1).window(0, 1, 0, 0, SIDE, SIDE).mul(new Scalar(0.0013));
      Tensor sky =
          painted((y, x) -> 0.7 + 0.1 * Math.sin(x / 60.0) * Math.cos(y / 45.0)).add(grain);
      assertThat(ratio(sky)).isBetween(0.95, 1.05);
      assertThat(ratio(withSteps(sky))).isGreaterThan(1.5);
    }
  }

  /** Blocks of four pixels have rims everywhere, not at borders alone. */
  @Test
  void blocksAreNoSeams() {
    try (var scope = Scope.open()) {
      Tensor blocks = painted((y, x) -> 0.1 * (x / 4 % 2) + 0.01 * (y / 4 % 2));
      assertThat(ratio(blocks)).isGreaterThan(2);
      assertThat(Seams.ratio(blocks, BORDERS, BORDERS, 4)).isBetween(0.999, 1.001);
    }
  }

  @Test
  void noiseHasNoSeamsButForChance() {
    try (var scope = Scope.open()) {
      Tensor noise = new GaussianField(2).window(0, 1, 0, 0, SIDE, SIDE).mul(new Scalar(0.1));
      // Six lines of 256 pairs: the mean square has a deviation of about 4 per cent.
      assertThat(ratio(noise)).isBetween(0.88, 1.12);
    }
  }

  @Test
  void aBlurredBorderShowsInTextAndNoise() {
    try (var scope = Scope.open()) {
      Tensor text = painted((y, x) -> (x * 7 + y * 3) % 11 < 4 ? 0 : 1);
      assertThat(ratio(text)).isBetween(0.9, 1.1);
      Tensor blurred = text.clone();
      for (int border : BORDERS) {
        blurred.narrow(3, border, 1).copy_(text.narrow(3, border - 1, 1));
      }
      assertThat(ratio(blurred)).isLessThan(0.7);
    }
  }
}
