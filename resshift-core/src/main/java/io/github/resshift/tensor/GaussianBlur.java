package io.github.resshift.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A Gaussian filter whose borders repeat. Stateless. */
public final class GaussianBlur {
  /** What lies further out than this many standard deviations does not count. */
  private static final int REACH = 3;

  /** Lines at a time, so that the taps' sums stay in the processor's cache. */
  private static final long STRIP = 64;

  private GaussianBlur() {}

  /**
   * Filters each channel.
   *
   * @param pictures [N, C, H, W], of any size
   * @param sigma standard deviation in pixels
   */
  public static Tensor of(Tensor pictures, double sigma) {
    return Scope.keep(
        () -> {
          int radius = (int) Math.ceil(REACH * sigma);
          float[] weights = weights(sigma, radius);
          Tensor padded = torch.replication_pad2d(pictures, radius, radius, radius, radius);
          long height = pictures.size(2);
          TensorVector strips = new TensorVector();
          for (long top = 0; top < height; top += STRIP) {
            Tensor strip = padded.narrow(2, top, Math.min(STRIP, height - top) + 2L * radius);
            strips.push_back(Scope.keep(() -> along(along(strip, 2, weights), 3, weights)));
          }
          return torch.cat(strips, 2);
        });
  }

  /** A sum of moved copies: the engine's convolution of one channel takes three times as long. */
  private static Tensor along(Tensor padded, int dimension, float[] weights) {
    long length = padded.size(dimension) - weights.length + 1;
    Tensor sum = padded.narrow(dimension, 0, length).mul(new Scalar(weights[0]));
    for (int i = 1; i < weights.length; i++) {
      sum.add_(padded.narrow(dimension, i, length), new Scalar(weights[i]));
    }
    return sum;
  }

  private static float[] weights(double sigma, int radius) {
    float[] weights = new float[2 * radius + 1];
    double sum = 0;
    for (int i = -radius; i <= radius; i++) {
      sum += Math.exp(-0.5 * i * i / (sigma * sigma));
    }
    for (int i = -radius; i <= radius; i++) {
      weights[i + radius] = (float) (Math.exp(-0.5 * i * i / (sigma * sigma)) / sum);
    }
    return weights;
  }
}
