package io.github.resshift.degrade;

import org.bytedeco.pytorch.Tensor;

/** Leaves pictures as they are, for what is trained on clean pictures alone. */
public final class NoDegradation implements Degradation {
  @Override
  public int scale() {
    return 1;
  }

  @Override
  public Object settings() {
    return "none";
  }

  @Override
  public String describedFormerly() {
    return "none";
  }

  @Override
  public Pair degrade(Tensor gt, Draws draws) {
    return new Pair(gt, gt);
  }
}
