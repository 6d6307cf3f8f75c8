package io.github.resshift.train.parallel;

import org.bytedeco.pytorch.Tensor;

/** The team of one. */
final class Alone implements Team {
  @Override
  public int rank() {
    return 0;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public void sum(Tensor values) {
    // The sum over one process.
  }

  @Override
  public void copyFromFirst(Tensor values) {
    // This is the first.
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public void close() {
    // It owns nothing.
  }
}
