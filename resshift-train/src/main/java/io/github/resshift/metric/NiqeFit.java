package io.github.resshift.metric;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes a {@link NiqeModel} from pristine photographs as in the paper: of each photograph only the
 * blocks count that are sharper than three quarters of its sharpest one. Thread-safe.
 */
public final class NiqeFit {
  private static final double SHARP = 0.75;

  /** So many blocks that the covariance of 36 features is not degenerate. */
  private static final int MIN_BLOCKS = 10 * NiqeFeatures.COUNT;

  private final List<double[]> features = new ArrayList<>();
  private int photographs;

  /**
   * Adds one photograph [1, 3, h, w] in [0, 1].
   *
   * @return how many of its blocks count
   */
  public int add(Tensor rgb) {
    List<NiqeFeatures.Block> blocks = NiqeFeatures.of(Niqe.roundedLuma(rgb, 0));
    double sharpest =
        blocks.stream().mapToDouble(NiqeFeatures.Block::sharpness).max().orElse(Double.NaN);
    List<double[]> chosen =
        blocks.stream()
            .filter(block -> block.sharpness() > SHARP * sharpest)
            .map(NiqeFeatures.Block::features)
            .filter(MultivariateGaussian::complete)
            .toList();
    synchronized (this) {
      features.addAll(chosen);
      photographs++;
    }
    return chosen.size();
  }

  /**
   * The model of what was added so far.
   *
   * @param source words that say which photographs these were
   * @throws IllegalArgumentException if there were too few blocks
   */
  public synchronized NiqeModel model(String source) {
    if (features.size() < MIN_BLOCKS) {
      throw new IllegalArgumentException(
          String.format(
              "NIQE needs at least %d sharp blocks, but %d photographs have %d; add photographs",
              MIN_BLOCKS, photographs, features.size()));
    }
    String made = features.size() + " blocks of " + photographs + " photographs: " + source;
    return new NiqeModel(made, MultivariateGaussian.of(features));
  }
}
