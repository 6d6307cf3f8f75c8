package io.github.resshift.restore;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Pictures of weak noise about a gray, in which every confusion of places shows. */
public final class NoisyPictures {
  private NoisyPictures() {}

  /** A picture. */
  public static Picture picture(int width, int height, int depth, boolean gray, boolean alpha) {
    try (var scope = Scope.open()) {
      int channels = gray ? 1 : 3;
      Tensor field = new GaussianField(3).window(0, channels, 0, 0, height, width);
      Tensor rgb =
          Tensors.clamp(field.mul(new Scalar(0.05)).add(new Scalar(0.4)), 0, 1)
              .expand(1, 3, height, width)
              .contiguous();
      Tensor opacity = alpha ? rgb.narrow(1, 0, 1).contiguous() : null;
      return Pixels.picture(rgb, opacity, depth, gray);
    }
  }
}
