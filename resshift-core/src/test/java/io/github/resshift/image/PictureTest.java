package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.awt.image.BufferedImage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PictureTest {
  @Property(tries = 60)
  void samplesSurviveTheWayThroughTensors(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll boolean deep,
      @ForAll boolean gray,
      @ForAll boolean alpha) {
    Picture picture = Pictures.random(seed, width, height, deep ? 16 : 8, gray, alpha);
    try (var scope = Scope.open()) {
      assertThat(Tensors.shape(picture.rgb())).containsExactly(1, 3, height, width);
      assertThat(Picture.of(picture.rgb(), picture.alpha(), picture.depth(), gray))
          .isEqualTo(picture);
    }
  }

  @Property(tries = 60)
  void samplesSurviveTheWayThroughJavaImages(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll boolean deep,
      @ForAll boolean alpha) {
    Picture picture = Pictures.random(seed, width, height, deep ? 16 : 8, false, alpha);
    assertThat(Picture.of(picture.toBufferedImage())).isEqualTo(picture);
  }

  @Test
  void everyDeepSampleSurvives() {
    Samples all = Samples.allocate(1 << 16, 16);
    for (int v = 0; v < 1 << 16; v++) {
      all.set(v, v);
    }
    Picture picture = new Picture(256, 256, 16, new Samples[] {all}, null);
    try (var scope = Scope.open()) {
      assertThat(Picture.of(picture.rgb(), null, 16, true)).isEqualTo(picture);
    }
  }

  @Test
  void valuesAreClampedAndRoundedHalfToEven() {
    float[] values = {-1f, 0f, 0.5f / 255, 1.5f / 255, 2.5f / 255, 1f, 2f, 254.5f / 255};
    try (var scope = Scope.open()) {
      float[] three = new float[24];
      for (int c = 0; c < 3; c++) {
        System.arraycopy(values, 0, three, c * 8, 8);
      }
      Picture picture = Picture.of(Tensors.of(three, 1, 3, 1, 8), null, 8, false);
      int[] got = new int[8];
      for (int i = 0; i < 8; i++) {
        got[i] = picture.colour(2).get(i);
      }
      assertThat(got).containsExactly(0, 0, 0, 2, 2, 255, 255, 254);
    }
  }

  @Test
  void aValueThatIsNoNumberIsRefused() {
    try (var scope = Scope.open()) {
      var tensor = Tensors.of(new float[] {0, Float.NaN, 0}, 1, 3, 1, 1);
      assertThatThrownBy(() -> Picture.of(tensor, null, 8, false))
          .isInstanceOf(PictureException.class);
      assertThatThrownBy(() -> Picture.of(tensor, null, 8, true))
          .isInstanceOf(PictureException.class);
    }
  }

  @Test
  void wrongShapesAndDepthsAreRefused() {
    try (var scope = Scope.open()) {
      var rgb = Tensors.of(new float[12], 1, 3, 2, 2);
      var alpha = Tensors.of(new float[2], 1, 1, 2, 1);
      assertThatThrownBy(() -> Picture.of(alpha, null, 8, false))
          .hasMessageContaining("[1, 1, 2, 1]");
      assertThatThrownBy(() -> Picture.of(rgb, alpha, 8, false)).hasMessageContaining("alpha");
      assertThatThrownBy(() -> Picture.of(rgb, null, 10, false)).hasMessageContaining("10");
    }
  }

  @Test
  void javasGrayValuesAreTakenAsStored() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 77);
    image.getRaster().setSample(1, 0, 0, 200);
    Picture picture = Picture.of(image);
    assertThat(picture.gray()).isTrue();
    assertThat(picture.colour(0).get(0)).isEqualTo(77);
    assertThat(picture.toBufferedImage().getRGB(1, 0)).isEqualTo(0xFFC8C8C8);
  }

  @Test
  void premultipliedAlphaIsDividedOut() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB_PRE);
    image.getRaster().setPixel(0, 0, new int[] {50, 25, 100, 100});
    Picture picture = Picture.of(image);
    assertThat(picture.colour(0).get(0)).isEqualTo(128);
    assertThat(picture.colour(1).get(0)).isEqualTo(64);
    assertThat(picture.colour(2).get(0)).isEqualTo(255);
    assertThat(picture.alphaSamples().get(0)).isEqualTo(100);
  }

  @Test
  void packedImagesOfFewBitsReachWhite() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_565_RGB);
    image.setRGB(1, 0, 0xFFFFFFFF);
    Picture picture = Picture.of(image);
    assertThat(picture.depth()).isEqualTo(8);
    for (int c = 0; c < 3; c++) {
      assertThat(picture.colour(c).get(0)).isZero();
      assertThat(picture.colour(c).get(1)).isEqualTo(255);
    }
  }
}
