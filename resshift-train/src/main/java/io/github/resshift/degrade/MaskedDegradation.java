package io.github.resshift.degrade;

import io.github.resshift.config.FormerText;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Cuts holes into clean pictures, for training to fill them (docs/method.md section 8). Every
 * picture has a mask of its own. Immutable and thread-safe.
 */
final class MaskedDegradation implements Degradation {
  private final MaskRecipe recipe;
  private final MaskGenerator masks;

  /** Holes that are drawn with these settings. */
  public MaskedDegradation(MaskRecipe recipe) {
    this.recipe = recipe;
    this.masks = new MaskGenerator(recipe);
  }

  @Override
  public int scale() {
    return 1;
  }

  @Override
  public boolean masked() {
    return true;
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
    TensorVector all = new TensorVector();
    for (long i = 0; i < gt.size(0); i++) {
      all.push_back(masks.draw((int) gt.size(2), (int) gt.size(3), draws));
    }
    Tensor mask = torch.cat(all, 0);
    // 0 in [0, 1] is what MaskGenerator.hide makes of [-1, 1]: -1.
    Tensor known = Scope.keep(() -> gt.mul(mask.neg().add(new Scalar(1f))));
    return new Pair(gt, known, mask);
  }
}
