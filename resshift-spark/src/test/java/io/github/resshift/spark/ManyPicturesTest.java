package io.github.resshift.spark;

/** The same runs where tasks list and plan, as they do with more than some thousand pictures. */
class ManyPicturesTest extends ClusterJobTest {
  @Override
  int few() {
    return 0;
  }
}
