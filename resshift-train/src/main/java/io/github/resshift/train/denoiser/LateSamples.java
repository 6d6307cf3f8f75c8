package io.github.resshift.train.denoiser;

import io.github.resshift.tensor.GaussianBlur;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.loss.PictureLoss;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Those samples of a batch that are near the clean end of the chain, where the terms about texture
 * count. The others are not shown to these terms at all: a discriminator costs more than the
 * network that it judges.
 */
final class LateSamples {
  private final int batch;
  private final long[] rows;

  /**
   * Chooses the samples.
   *
   * @param share of the chain, from its clean end; above 0, at most 1
   * @param chain length of the schedule
   * @param t index of each sample into the schedule
   */
  LateSamples(double share, int chain, long[] t) {
    this(
        t.length,
        IntStream.range(0, t.length).filter(i -> t[i] < share * chain).asLongStream().toArray());
  }

  private LateSamples(int batch, long[] rows) {
    this.batch = batch;
    this.rows = rows;
  }

  /** Every sample of a batch. */
  static LateSamples all(int batch) {
    return new LateSamples(batch, LongStream.range(0, batch).toArray());
  }

  /** Whether no sample of the batch is late. */
  boolean none() {
    return rows.length == 0;
  }

  /**
   * What the samples are to look like: the clean picture; late ones with another picture's fine
   * detail in place of its own, which no one can guess from the small picture.
   *
   * @param clean [N, 3, H, W]
   * @param other of the same shape
   * @param sigma standard deviation in pixels of the Gaussian that parts coarse from fine
   * @return [N, 3, H, W]
   */
  Tensor target(Tensor clean, Tensor other, double sigma) {
    return Scope.keep(
        () -> {
          Tensor difference = other.sub(clean);
          Tensor fine = difference.sub(GaussianBlur.of(difference, sigma));
          float[] share = new float[batch];
          for (long row : rows) {
            share[(int) row] = 1;
          }
          Tensor late = Tensors.of(share, batch, 1, 1, 1).to(fine.device(), fine.scalar_type());
          return clean.add(fine.mul(late));
        });
  }

  /**
   * A loss of the late samples.
   *
   * @param prediction [N, 3, H, W], float32
   * @param truth of the same shape
   * @return float32 [N]; 0 for the samples that are not late
   */
  Tensor each(PictureLoss loss, Tensor prediction, Tensor truth) {
    if (rows.length == batch) {
      return loss.perSample(prediction, truth);
    }
    return Scope.keep(
        () -> {
          Tensor zeros = torch.zeros(new long[] {batch}, prediction.options());
          if (none()) {
            return zeros;
          }
          Tensor index =
              Tensors.of(rows, rows.length).to(prediction.device(), torch.ScalarType.Long);
          Tensor values =
              loss.perSample(prediction.index_select(0, index), truth.index_select(0, index));
          return zeros.index_add(0, index, values);
        });
  }
}
