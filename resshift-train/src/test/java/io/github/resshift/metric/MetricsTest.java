package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Values of piq 0.8.0 (an independent implementation in Python) for generated pictures. Its script,
 * with {@code A, N} as in {@link #scene} and {@link #noise} below, arrays [3, 192, 208] of float64:
 *
 * <pre>
 *   a, b = T(A) / 255, T(clip(A + N, 0, 255)) / 255          # and the horizontal box blur of A
 *   Y = rint((65.481 R + 128.553 G + 24.966 B) / 255 + 16) / 255
 *   10 log10(255^2 / mean((A - B)^2))                        # piq.psnr adds 1e-8 to the mean
 *   piq.ssim(a, b, downsample=False); piq.multi_scale_ssim(a, b)
 *   piq.multi_scale_ssim(ya, yb); piq.gmsd(ya, yb); piq.haarpsi(a, b)
 * </pre>
 */
class MetricsTest {
  private static final int WIDTH = 208;
  private static final int HEIGHT = 192;

  /** GMSD: piq divides by N, not N - 1. HaarPSI: its colour matrix has one digit more. */
  private static final double NEAR = 5e-5;

  static int scene(int c, int y, int x) {
    int value = 128 + x * (c + 1) / 2 % 97 - y * 3 % 61 + (x / 16 + y / 16) % 2 * 40 - 20;
    return Math.min(255, Math.max(0, value));
  }

  static int noise(int c, int y, int x) {
    int n = (x * 13 + y * 7 + c * 5) * (x + 3 * y + 1) % 41 - 20;
    return Math.min(255, Math.max(0, scene(c, y, x) + n));
  }

  static int blur(int c, int y, int x) {
    int left = scene(c, y, Math.max(0, x - 1));
    int right = scene(c, y, Math.min(WIDTH - 1, x + 1));
    return (left + scene(c, y, x) + right) / 3;
  }

  interface Pixels {
    int at(int c, int y, int x);
  }

  static Tensor picture(Pixels pixels) {
    return picture(pixels, WIDTH, HEIGHT);
  }

  static Tensor picture(Pixels pixels, int width, int height) {
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels.at(i / (height * width), i / width % height, i % width) / 255f;
    }
    return Tensors.of(values, 1, 3, height, width);
  }

  @Test
  void agreesWithAnIndependentImplementationOnNoise() {
    try (var scope = Scope.open()) {
      Tensor a = picture(MetricsTest::scene);
      Tensor b = picture(MetricsTest::noise);
      assertThat(Psnr.of(a, b, Channels.RGB, 0)).isCloseTo(26.48249774985935, within(1e-6));
      assertThat(Psnr.of(a, b, Channels.Y, 0)).isCloseTo(31.05853621827665, within(1e-6));
      assertThat(Ssim.of(a, b, Channels.RGB, 0)).isCloseTo(0.7243957412412086, within(1e-8));
      assertThat(Ssim.of(a, b, Channels.Y, 0)).isCloseTo(0.844843135806197, within(1e-8));
      assertThat(MsSsim.of(a, b, Channels.RGB, 0)).isCloseTo(0.971242367146646, within(1e-8));
      assertThat(MsSsim.of(a, b, Channels.Y, 0)).isCloseTo(0.9854820231504478, within(1e-8));
      assertThat(Gmsd.of(a, b, Channels.Y, 0)).isCloseTo(0.020598716166140337, within(NEAR));
      assertThat(HaarPsi.of(a, b, 0)).isCloseTo(0.8772696337643159, within(NEAR));
    }
  }

  @Test
  void agreesWithAnIndependentImplementationOnBlur() {
    try (var scope = Scope.open()) {
      Tensor a = picture(MetricsTest::scene);
      Tensor b = picture(MetricsTest::blur);
      assertThat(Psnr.of(a, b, Channels.RGB, 0)).isCloseTo(32.0285882135798, within(1e-6));
      assertThat(Psnr.of(a, b, Channels.Y, 0)).isCloseTo(34.0446529335492, within(1e-6));
      assertThat(Ssim.of(a, b, Channels.RGB, 0)).isCloseTo(0.9536338360580938, within(1e-8));
      assertThat(Ssim.of(a, b, Channels.Y, 0)).isCloseTo(0.9554804459482279, within(1e-8));
      assertThat(MsSsim.of(a, b, Channels.RGB, 0)).isCloseTo(0.9915267704385377, within(1e-8));
      assertThat(MsSsim.of(a, b, Channels.Y, 0)).isCloseTo(0.9915719979344519, within(1e-8));
      assertThat(Gmsd.of(a, b, Channels.Y, 0)).isCloseTo(0.014628953786663713, within(NEAR));
      assertThat(HaarPsi.of(a, b, 0)).isCloseTo(0.9335258976167257, within(NEAR));
    }
  }

  @Test
  void equalPicturesAreBest() {
    try (var scope = Scope.open()) {
      Tensor a = picture(MetricsTest::scene);
      for (Channels channels : Channels.values()) {
        assertThat(Psnr.of(a, a, channels, 4)).isInfinite().isPositive();
        assertThat(Ssim.of(a, a, channels, 4)).isEqualTo(1);
        assertThat(MsSsim.of(a, a, channels, 4)).isEqualTo(1);
      }
      assertThat(Gmsd.of(a, a, Channels.Y, 4)).isZero();
      assertThat(HaarPsi.of(a, a, 4)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void flatPicturesHaveNoUndefinedValue() {
    try (var scope = Scope.open()) {
      Tensor black = picture((c, y, x) -> 0, 20, 17);
      Tensor white = picture((c, y, x) -> 255, 20, 17);
      assertThat(HaarPsi.of(black, black, 0)).isCloseTo(1, within(1e-12));
      assertThat(Gmsd.of(black, black, Channels.Y, 0)).isZero();
      assertThat(Psnr.of(black, white, Channels.RGB, 0)).isCloseTo(0, within(1e-12));
      assertThat(HaarPsi.of(black, white, 0)).isBetween(0.0, 1.0);
    }
  }

  /** Y = 16 + k * 219 / 255 for gray k: a step of 10 in gray is 8.588 in luma. */
  @Test
  void roundingOfLumaFollowsTheChannels() {
    try (var scope = Scope.open()) {
      Tensor a = picture((c, y, x) -> 100, 12, 12);
      Tensor b = picture((c, y, x) -> 110, 12, 12);
      double exact = 10 * 219.0 / 255;
      assertThat(Psnr.of(a, b, Channels.Y_UNROUNDED, 0))
          .isCloseTo(20 * Math.log10(255 / exact), within(1e-6));
      // 16 + 85.88 -> 102, 16 + 94.47 -> 110
      assertThat(Psnr.of(a, b, Channels.Y, 0)).isCloseTo(20 * Math.log10(255 / 8.0), within(1e-9));
    }
  }

  @Test
  void sharpnessIsTheRootMeanSquareStep() {
    try (var scope = Scope.open()) {
      Tensor flat = picture((c, y, x) -> 90, 9, 9);
      Tensor ramp = picture((c, y, x) -> 5 * x, 30, 9);
      assertThat(Sharpness.of(flat, 0)).isZero();
      assertThat(Sharpness.of(ramp, 2)).isCloseTo(5 * 219.0 / 255, within(1e-4));
      Tensor scene = picture(MetricsTest::scene);
      assertThat(Sharpness.of(picture(MetricsTest::blur), 0)).isLessThan(Sharpness.of(scene, 0));
    }
  }

  @Test
  void misuseIsRefused() {
    try (var scope = Scope.open()) {
      Tensor small = picture((c, y, x) -> 0, 10, 40);
      Tensor other = picture((c, y, x) -> 0, 40, 10);
      assertThatThrownBy(() -> Psnr.of(small, other, Channels.RGB, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one size");
      assertThatThrownBy(() -> Ssim.of(small, small, Channels.RGB, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("11x11");
      assertThatThrownBy(() -> MsSsim.of(small, small, Channels.Y, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("176x176");
      assertThatThrownBy(() -> Psnr.of(small, small, Channels.RGB, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("border");
      assertThatThrownBy(() -> Gmsd.of(small, small, Channels.RGB, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
