package io.github.resshift.degrade;

import io.github.resshift.config.FormerText;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Blur, resize, noise and JPEG, perhaps twice, and at the end resize, sinc filter and JPEG in one
 * of two orders (docs/method.md section 8). Kernels, strengths and qualities are drawn for each
 * sample, the resizes and the order for the whole batch. Immutable and thread-safe.
 */
public final class RealWorldDegradation implements Degradation {
  private static final double JPEG_LAST_PROBABILITY = 0.5;

  private final RealWorldRecipe recipe;
  private final Compression compression;

  /** The lossy compression of a batch in [0, 1], with a quality for each sample. */
  @FunctionalInterface
  interface Compression {
    Tensor apply(Tensor image, double[] qualities);
  }

  /**
   * The filters of one sample.
   *
   * @param first blur of the first stage
   * @param second blur of the second stage
   * @param last sinc filter at the end, or the identity
   */
  public record Kernels(Kernel first, Kernel second, Kernel last) {}

  /** A degradation with these settings. */
  public RealWorldDegradation(RealWorldRecipe recipe) {
    this(recipe, JpegSimulation::apply);
  }

  RealWorldDegradation(RealWorldRecipe recipe, Compression compression) {
    this.recipe = recipe;
    this.compression = compression;
  }

  @Override
  public int scale() {
    return recipe.scale();
  }

  @Override
  public Object settings() {
    return recipe;
  }

  @Override
  public String describedFormerly() {
    return FormerText.of(recipe);
  }

  /** Draws the filters of one sample. */
  public Kernels drawKernels(Draws draws) {
    Kernel first = recipe.blur().draw(draws);
    Kernel second = recipe.blur2().draw(draws);
    return new Kernels(
        first, second, recipe.blur2().drawFinal(recipe.finalSincProbability(), draws));
  }

  @Override
  public Pair degrade(Tensor gt, Draws draws) {
    List<Kernels> kernels = new ArrayList<>();
    for (long i = 0; i < gt.size(0); i++) {
      kernels.add(drawKernels(draws));
    }
    return degrade(gt, kernels, draws);
  }

  /** The same with given filters, one set for each sample. */
  public Pair degrade(Tensor gt, List<Kernels> kernels, Draws draws) {
    long height = gt.size(2);
    long width = gt.size(3);
    int scale = recipe.scale();
    if (height % scale != 0 || width % scale != 0) {
      throw new IllegalArgumentException(
          width + "x" + height + " does not divide by the scale " + scale);
    }
    Tensor clean = recipe.sharpen() ? UnsharpMask.PUBLISHED.apply(gt) : gt;
    Tensor lq = Scope.keep(() -> chain(clean, kernels, draws));
    return new Pair(clean, lq);
  }

  private Tensor chain(Tensor clean, List<Kernels> kernels, Draws draws) {
    long height = clean.size(2) / recipe.scale();
    long width = clean.size(3) / recipe.scale();
    Tensor x = filter(clean, kernels.stream().map(Kernels::first).toList());
    double factor = recipe.resize().draw(draws);
    x = Interpolate.byFactor(x, ResizeRecipe.drawMode(draws), factor);
    x = recipe.noise().apply(x, draws);
    x = jpeg(x, recipe.jpeg(), draws);
    if (draws.chance("second_order", recipe.secondOrderProbability())) {
      if (draws.chance("second_blur", recipe.secondBlurProbability())) {
        x = filter(x, kernels.stream().map(Kernels::second).toList());
      }
      double again = recipe.resize2().draw(draws);
      x =
          Interpolate.toSize(
              x, ResizeRecipe.drawMode(draws), (long) (height * again), (long) (width * again));
      x = recipe.noise2().apply(x, draws);
    }
    if (draws.chance("jpeg_last", JPEG_LAST_PROBABILITY)) {
      x = shrinkAndRing(x, height, width, kernels, draws);
      x = jpeg(x, recipe.jpeg2(), draws);
    } else {
      x = jpeg(x, recipe.jpeg2(), draws);
      x = shrinkAndRing(x, height, width, kernels, draws);
    }
    return Noise.eightBits(x);
  }

  private static Tensor shrinkAndRing(
      Tensor x, long height, long width, List<Kernels> kernels, Draws draws) {
    Tensor small = Interpolate.toSize(x, ResizeRecipe.drawMode(draws), height, width);
    return filter(small, kernels.stream().map(Kernels::last).toList());
  }

  private Tensor jpeg(Tensor x, Range quality, Draws draws) {
    double[] qualities = draws.uniforms("jpeg", (int) x.size(0), quality.low(), quality.high());
    return compression.apply(Tensors.clamp(x, 0, 1), qualities);
  }

  /** Filters each sample with its kernel; all are padded to the largest of them. */
  private static Tensor filter(Tensor x, List<Kernel> kernels) {
    int size = kernels.stream().mapToInt(Kernel::size).max().orElseThrow();
    if (size == 1) {
      return x;
    }
    TensorVector stack = new TensorVector();
    for (Kernel kernel : kernels) {
      stack.push_back(kernel.padded(size).tensor());
    }
    return Filter2d.apply(x, torch.stack(stack, 0));
  }
}
