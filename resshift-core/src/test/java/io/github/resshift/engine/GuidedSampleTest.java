package io.github.resshift.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.WholeSample;
import io.github.resshift.tensor.GaussianBlur;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Samples whose detail is a guide's: the chain's noise on what it sees, and their limit. */
class GuidedSampleTest {
  private static final int SIDE = 80;
  private static final int STEPS = 2;

  @Test
  void samplesDifferInTheGuidesDetailAndTheMeanDoesNot() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel quiet = LoadedModel.initialise(model(0, 0), 1, Placement.cpu());
        LoadedModel noisy = LoadedModel.initialise(model(2, 0), 1, Placement.cpu())) {
      // A fresh network puts out nothing: its sample is y's detail on the bicubic enlargement.
      assertThat(apart(whole(quiet, 1, 1), whole(quiet, 2, 1))).isLessThan(1e-5);
      assertThat(apart(whole(noisy, 1, 1), whole(noisy, 2, 1))).isGreaterThan(1e-3);
      assertThat(apart(whole(noisy, 1, 1), whole(noisy, 1, 1))).isZero();
      assertThat(apart(whole(noisy, 1, 0), whole(noisy, 2, 0))).isLessThan(1e-5);
      assertThat(apart(whole(noisy, 1, 0), whole(quiet, 1, 0))).isZero();
    }
  }

  @Test
  void tilesSeeTheSameNoise() {
    int from = 16;
    int side = SIDE - from;
    int rim = 24;
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel model = LoadedModel.initialise(model(2, 0), 1, Placement.cpu())) {
      Tensor tile = picture().narrow(2, from, side).narrow(3, from, side);
      Tensor alone = model.single(tile, null, chain(model, 1, 1), View.UPRIGHT, from, from);

      Tensor shared = inner(whole(model, 1, 1), from + rim, side - 2 * rim);
      assertThat(apart(inner(alone, rim, side - 2 * rim), shared)).isLessThan(1e-4);
    }
  }

  /** At a realism of 0.6 a limit is 1 / sqrt(1 - 0.36) = 1.25 times as high as it says. */
  @Test
  void strongDetailIsHeldBackAndWeakDetailIsNot() {
    double all = detail(0, 1);
    double strong = detail(0, 0.6);
    assertThat(strong).isCloseTo(0.6 * all, within(0.01 * all));
    assertThat(detail(255, 0.6)).isCloseTo(strong, within(0.02 * strong));
    // A unit of [-1, 1] is 255 / 2 levels.
    double levels = all * 255 / 2;
    assertThat(detail(levels / 4, 0.6)).isBetween(0.1 * strong, 0.5 * strong);
    assertThat(detail(levels / 4, 0)).isZero();
  }

  @Test
  void aWholeSampleHasAllDetail() {
    assertThat(detail(1, 1)).isEqualTo(detail(0, 1));
    assertThat(detail(1, 0.999)).isBetween(0.5 * detail(0, 1), detail(0, 1));
  }

  /** Of a fresh network y without the mean is y without the bicubic enlargement. */
  @Test
  void formsAreTakenAsTheRealismComesNearOne() {
    WholeSample whole = new WholeSample(8, 0.8, 1);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel plain = LoadedModel.initialise(model(0, 0), 1, Placement.cpu());
        LoadedModel model =
            LoadedModel.initialise(model(0, 0, Optional.of(whole)), 1, Placement.cpu())) {
      assertThat(apart(whole(model, 1, 0.8), whole(plain, 1, 0.8))).isZero();

      Tensor mean = whole(plain, 1, 0);
      Tensor picture = model.known(picture(), null, null, 0).end();
      Tensor apart = torch.pixel_shuffle(picture, GuideConfig.SCALE).sub(mean);
      Tensor forms = GaussianBlur.of(apart, 1.5).sub(GaussianBlur.of(apart, 8));
      Tensor taken = whole(model, 1, 1).sub(whole(plain, 1, 1));
      double size = Math.sqrt(Tensors.item(forms.square().mean()));
      assertThat(Math.sqrt(Tensors.item(taken.sub(forms).square().mean()))).isLessThan(0.1 * size);
      Tensor half = whole(model, 1, 0.9).sub(whole(plain, 1, 0.9));
      assertThat(apart(half, taken.mul(new Scalar(0.9 / 2)))).isLessThan(1e-5);
    }
  }

  @Test
  void colourOfFormsIsTakenBeforeTheirBrightness() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel plain = LoadedModel.initialise(model(0, 0), 1, Placement.cpu());
        LoadedModel even = whole(1);
        LoadedModel early = whole(0.9)) {
      Tensor all = whole(even, 1, 1).sub(whole(plain, 1, 1));
      assertThat(apart(whole(early, 1, 1), whole(even, 1, 1))).isZero();

      // At 0.9 half of the brightness is taken and all of the colour, and 0.9 of both are blended.
      Tensor taken = whole(early, 1, 0.9).sub(whole(plain, 1, 0.9)).div(new Scalar(0.9));
      assertThat(apart(luma(taken), luma(all).div(new Scalar(2)))).isLessThan(1e-5);
      assertThat(apart(taken.sub(luma(taken)), all.sub(luma(all)))).isLessThan(1e-5);
    }
  }

  private static LoadedModel whole(double colour) {
    ModelDescription model = model(0, 0, Optional.of(new WholeSample(8, 0.8, colour)));
    return LoadedModel.initialise(model, 1, Placement.cpu());
  }

  private static Tensor luma(Tensor picture) {
    Tensor weights = Tensors.of(new float[] {0.299f, 0.587f, 0.114f}, 1, 3, 1, 1);
    return picture.mul(weights).sum(new long[] {1}, true, new ScalarTypeOptional());
  }

  /** Root mean square of what parts a sample with a limit from the mean. */
  private static double detail(double limit, double realism) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel model = LoadedModel.initialise(model(0, limit), 1, Placement.cpu())) {
      Tensor apart = whole(model, 1, realism).sub(whole(model, 1, 0));
      return Math.sqrt(Tensors.item(apart.square().mean()));
    }
  }

  @Test
  void noiseAndLimitHaveRanges() {
    assertThatThrownBy(() -> model(0, 256)).hasMessageContaining("detail_limit");
    assertThatThrownBy(() -> model(0, 0, Optional.of(new WholeSample(1.5, 0.9, 1))))
        .hasMessageContaining("whole.detail");
    assertThatThrownBy(() -> new WholeSample(33, 0.9, 1)).hasMessageContaining("whole.detail");
    assertThatThrownBy(() -> new WholeSample(16, 1, 1)).hasMessageContaining("whole.from");
    assertThatThrownBy(() -> new WholeSample(16, 0.9, 0.9)).hasMessageContaining("whole.colour");
    assertThatThrownBy(() -> guide(17)).hasMessageContaining("noise");
    assertThatThrownBy(() -> guide(Double.NaN)).hasMessageContaining("noise");
  }

  private static Tensor inner(Tensor picture, int from, int length) {
    return picture
        .narrow(2, from * GuideConfig.SCALE, length * GuideConfig.SCALE)
        .narrow(3, from * GuideConfig.SCALE, length * GuideConfig.SCALE);
  }

  private static double apart(Tensor a, Tensor b) {
    return Tensors.maxAbsDifference(a, b);
  }

  private static Tensor whole(LoadedModel model, long seed, double realism) {
    return model.single(picture(), null, chain(model, seed, realism), View.UPRIGHT, 0, 0);
  }

  private static Chain chain(LoadedModel model, long seed, double realism) {
    return model.chain(STEPS, new GaussianField(seed)::window, realism);
  }

  private static Tensor picture() {
    return Tensors.clamp(
        new GaussianField(7).window(0, 3, 0, 0, SIDE, SIDE).div(new Scalar(4)), -1, 1);
  }

  private static GuideConfig guide(double noise) {
    return new GuideConfig(4, 2, 1, true, 0, noise);
  }

  private static ModelDescription model(double noise, double limit) {
    return model(noise, limit, Optional.empty());
  }

  private static ModelDescription model(double noise, double limit, Optional<WholeSample> whole) {
    return SmallGuided.of(noise, limit, whole);
  }
}
