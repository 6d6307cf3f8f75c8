package io.github.resshift.degrade;

import io.github.resshift.config.FormerText;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Blur, reduction, noise, JPEG and return to the full size, perhaps colour changes and gray
 * (docs/method.md section 8). Every sample has decisions of its own. Immutable and thread-safe.
 */
final class FaceDegradation implements Degradation {
  private final FaceRecipe recipe;
  private final JpegCodec codec;

  /** A degradation with these settings. */
  public FaceDegradation(FaceRecipe recipe) {
    this(recipe, JpegCodec.IMAGE_IO);
  }

  FaceDegradation(FaceRecipe recipe, JpegCodec codec) {
    this.recipe = recipe;
    this.codec = codec;
  }

  @Override
  public int scale() {
    return 1;
  }

  @Override
  public Object settings() {
    return recipe;
  }

  @Override
  public String describedFormerly() {
    return FormerText.of(recipe);
  }

  @Override
  public Pair degrade(Tensor gt, Draws draws) {
    TensorVector clean = new TensorVector();
    TensorVector degraded = new TensorVector();
    for (long i = 0; i < gt.size(0); i++) {
      Pair pair = one(gt.narrow(0, i, 1), draws);
      clean.push_back(pair.gt());
      degraded.push_back(pair.lq());
    }
    return new Pair(torch.cat(clean, 0), torch.cat(degraded, 0));
  }

  private Pair one(Tensor image, Draws draws) {
    Tensor gt = CropRecipe.augment(image, recipe.flip(), false, draws);
    Tensor lq = Scope.keep(() -> shrunkAndBack(gt, draws));
    if (recipe.shiftProbability().isPresent()
        && draws.chance("shift", recipe.shiftProbability().getAsDouble())) {
      double most = recipe.shift() / 255;
      lq = shifted(lq, draws.uniforms("shift_bgr", 3, -most, most));
    }
    boolean gray = recipe.grayProbability() > 0 && draws.chance("gray", recipe.grayProbability());
    lq = gray ? gray(lq) : lq;
    if (recipe.jitterProbability().isPresent()
        && draws.chance("jitter", recipe.jitterProbability().getAsDouble())) {
      lq = ColorJitter.PUBLISHED.apply(lq, draws);
    }
    return new Pair(gray && recipe.grayTruth() ? gray(gt) : gt, Noise.eightBits(lq));
  }

  private Tensor shrunkAndBack(Tensor gt, Draws draws) {
    long height = gt.size(2);
    long width = gt.size(3);
    Tensor x = Filter2d.apply(gt, recipe.drawKernel(draws).tensor().unsqueeze(0));
    double factor =
        draws.uniform("downsample", recipe.downsample().low(), recipe.downsample().high());
    x =
        Interpolate.toSize(
            x,
            Interpolate.Mode.BILINEAR,
            Math.max(1, (long) Math.floor(height / factor)),
            Math.max(1, (long) Math.floor(width / factor)));
    x = noisy(x, draws);
    int quality = (int) draws.uniform("jpeg", recipe.jpeg().low(), recipe.jpeg().high());
    return Interpolate.toSize(codec.apply(x, quality), Interpolate.Mode.BILINEAR, height, width);
  }

  /** The field is drawn as rows of pixels with blue first; whether it is gray is drawn, and no. */
  private Tensor noisy(Tensor x, Draws draws) {
    double sigma = draws.uniform("sigma", recipe.noise().low(), recipe.noise().high());
    draws.uniform("gray_noise", 0, 1);
    Tensor field = draws.normal("normal", x.size(2), x.size(3), 3);
    Tensor noise = field.permute(2, 0, 1).flip(0).unsqueeze(0).mul(new Scalar(sigma / 255));
    return Tensors.clamp(x.add(noise), 0, 1);
  }

  private static Tensor shifted(Tensor image, double[] blueGreenRed) {
    float[] shift = new float[3];
    for (int i = 0; i < 3; i++) {
      shift[i] = (float) blueGreenRed[2 - i];
    }
    return Scope.keep(() -> Tensors.clamp(image.add(Tensors.of(shift, 1, 3, 1, 1)), 0, 1));
  }

  private static Tensor gray(Tensor image) {
    return Scope.keep(() -> Tensors.luma(image).expand(Tensors.shape(image)).contiguous());
  }
}
