package io.github.resshift.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureShape;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PixelsTest {
  @Property(tries = 60)
  void samplesSurviveTheWayThroughTensors(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll boolean deep,
      @ForAll boolean gray,
      @ForAll boolean alpha) {
    PictureShape shape = new PictureShape(width, height, deep ? 16 : 8, gray, alpha);
    Random random = new Random(seed);
    Picture picture =
        Picture.of(
            shape,
            (plane, first, to, count) -> {
              for (int i = 0; i < count; i++) {
                to[i] = random.nextFloat();
              }
            });
    try (var scope = Scope.open()) {
      assertThat(Tensors.shape(Pixels.rgb(picture))).containsExactly(1, 3, height, width);
      assertThat(Pixels.picture(Pixels.rgb(picture), Pixels.alpha(picture), shape.depth(), gray))
          .isEqualTo(picture);
    }
  }

  @Test
  void everyDeepSampleSurvives() {
    float[] line = new float[1 << 8];
    Picture picture =
        Picture.of(
            new PictureShape(1 << 8, 1 << 8, 16, true, false),
            (plane, first, to, count) -> {
              for (int i = 0; i < count; i++) {
                to[i] = (first + i) / 65535f;
              }
            });
    picture.read(0, 255, 0, line);
    assertThat(line[254]).isEqualTo(65534 / 65535f);
    try (var scope = Scope.open()) {
      assertThat(Pixels.picture(Pixels.rgb(picture), null, 16, true)).isEqualTo(picture);
    }
  }

  @Test
  void aWindowHoldsWhatItsPlaceHolds() {
    Picture picture =
        Picture.of(
            new PictureShape(4, 3, 8, false, true),
            (plane, first, to, count) -> {
              for (int i = 0; i < count; i++) {
                to[i] = (20 * plane + first + i) / 255f;
              }
            });
    try (var scope = Scope.open()) {
      assertThat(Tensors.floats(Pixels.rgb(picture, 1, 2, 2, 1)))
          .containsExactly(6 / 255f, 10 / 255f, 26 / 255f, 30 / 255f, 46 / 255f, 50 / 255f);
      assertThat(Tensors.floats(Pixels.alpha(picture, 2, 0, 1, 2)))
          .containsExactly(68 / 255f, 69 / 255f);
    }
  }

  @Test
  void aValueThatIsNoNumberIsRefused() {
    try (var scope = Scope.open()) {
      var tensor = Tensors.of(new float[] {0, Float.NaN, 0}, 1, 3, 1, 1);
      assertThatThrownBy(() -> Pixels.picture(tensor, null, 8, false))
          .isInstanceOf(PictureException.class);
      assertThatThrownBy(() -> Pixels.picture(tensor, null, 8, true))
          .isInstanceOf(PictureException.class);
    }
  }

  @Test
  void wrongShapesAndDepthsAreRefused() {
    try (var scope = Scope.open()) {
      var rgb = Tensors.of(new float[12], 1, 3, 2, 2);
      var alpha = Tensors.of(new float[2], 1, 1, 2, 1);
      assertThatThrownBy(() -> Pixels.picture(alpha, null, 8, false))
          .hasMessageContaining("[1, 1, 2, 1]");
      assertThatThrownBy(() -> Pixels.picture(rgb, alpha, 8, false)).hasMessageContaining("alpha");
      assertThatThrownBy(() -> Pixels.picture(rgb, null, 10, false)).hasMessageContaining("10");
    }
  }
}
