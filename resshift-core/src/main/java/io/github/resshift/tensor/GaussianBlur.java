package io.github.resshift.tensor;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A Gaussian filter whose borders repeat. Stateless. */
public final class GaussianBlur {
  /** What lies further out than this many standard deviations does not count. */
  private static final int REACH = 3;

  /** Lines at a time: the engine's convolution of one channel takes a copy for each of its taps. */
  private static final long STRIP = 128;

  private static final long[] ONES = {1, 1};

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
          long radius = (long) Math.ceil(REACH * sigma);
          Tensor kernel =
              Tensors.of(weights(sigma, (int) radius), 1, 1, 1, 2 * radius + 1)
                  .to(pictures.device(), pictures.scalar_type());
          long[] shape = Tensors.shape(pictures);
          Tensor planes = pictures.reshape(shape[0] * shape[1], 1, shape[2], shape[3]);
          Tensor padded = torch.replication_pad2d(planes, radius, radius, radius, radius);
          TensorVector strips = new TensorVector();
          for (long top = 0; top < shape[2]; top += STRIP) {
            long lines = Math.min(STRIP, shape[2] - top) + 2 * radius;
            Tensor strip = padded.narrow(2, top, lines);
            strips.push_back(
                Scope.keep(() -> filtered(filtered(strip, kernel), kernel.transpose(2, 3))));
          }
          return torch.cat(strips, 2).reshape(shape);
        });
  }

  private static Tensor filtered(Tensor planes, Tensor kernel) {
    return torch.conv2d(planes, kernel, new TensorOptional(), ONES, new long[] {0, 0}, ONES, 1);
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
