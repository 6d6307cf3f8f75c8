package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PictureTest {
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
  void blackAndWhiteInColourIsKnown() {
    Picture gray = Pictures.random(1, 5, 4, 8, true, true);
    Picture stored = gray.inColour();
    assertThat(stored.gray()).isFalse();
    assertThat(stored.colourless(null)).isTrue();
    assertThat(gray.colourless(null)).isFalse(); // there are not three planes
    assertThat(Pictures.random(1, 5, 4, 8, false, false).colourless(null)).isFalse();
    Picture nearly = changed(100, 101, 100, 255);
    assertThat(nearly.colourless(null)).isTrue();
    assertThat(changed(100, 102, 100, 255).colourless(null)).isFalse();
    assertThat(changed(100, 255, 0, 0).colourless(null)).isTrue(); // hidden by alpha
    Picture hole = Pictures.random(1, 1, 1, 8, true, false);
    hole.colour(0).set(0, 255);
    assertThat(changed(100, 255, 0, 255).colourless(hole)).isTrue();
    hole.colour(0).set(0, 127);
    assertThat(changed(100, 255, 0, 255).colourless(hole)).isFalse();
  }

  /** One pixel. */
  private static Picture changed(int red, int green, int blue, int alpha) {
    Picture pixel = Pictures.random(1, 1, 1, 8, false, true);
    pixel.colour(0).set(0, red);
    pixel.colour(1).set(0, green);
    pixel.colour(2).set(0, blue);
    pixel.alphaSamples().set(0, alpha);
    return pixel;
  }

  @Test
  void valuesAreClampedAndRoundedHalfToEven() {
    float[] values = {-1f, 0f, 0.5f / 255, 1.5f / 255, 2.5f / 255, 1f, 2f, 254.5f / 255};
    Picture picture =
        Picture.of(
            new PictureShape(8, 1, 8, false, false),
            (plane, first, to, count) -> System.arraycopy(values, first, to, 0, count));
    int[] got = new int[8];
    for (int i = 0; i < 8; i++) {
      got[i] = picture.colour(2).get(i);
    }
    assertThat(got).containsExactly(0, 0, 0, 2, 2, 255, 255, 254);
  }

  @Test
  void partsOfLinesAreReadWithinThePictureOnly() {
    Picture picture = Pictures.ramps(5, 2, 8, true);
    float[] part = new float[3];
    picture.read(0, 1, 2, part);
    for (int x = 0; x < 3; x++) {
      assertThat(part[x]).isEqualTo(picture.colour(0).get(5 + 2 + x) / 255f);
    }
    assertThatThrownBy(() -> picture.read(0, 1, 3, part))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> picture.read(0, 2, 0, part))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> picture.read(1, 0, 0, part))
        .isInstanceOf(IndexOutOfBoundsException.class);
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
