package io.github.resshift.tensor;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureShape;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Where a picture becomes a tensor, and a tensor a picture. Stateless. */
public final class Pixels {
  private Pixels() {}

  /**
   * The colours as float32 [1, 3, h, w] in [0, 1] on the CPU, in the open scope; a gray picture has
   * three equal channels.
   */
  public static Tensor rgb(Picture picture) {
    return rgb(picture, 0, 0, picture.height(), picture.width());
  }

  /** A rectangle of {@link #rgb(Picture)}, without the rest. */
  public static Tensor rgb(Picture picture, int top, int left, int rows, int columns) {
    int[] planes = picture.gray() ? new int[] {0, 0, 0} : new int[] {0, 1, 2};
    return window(picture, planes, top, left, rows, columns);
  }

  /** Alpha as float32 [1, 1, h, w] in [0, 1], 1 is opaque; null if there is none. */
  public static Tensor alpha(Picture picture) {
    return alpha(picture, 0, 0, picture.height(), picture.width());
  }

  /** A rectangle of {@link #alpha(Picture)}, without the rest. */
  public static Tensor alpha(Picture picture, int top, int left, int rows, int columns) {
    int[] plane = {picture.gray() ? 1 : 3};
    return picture.hasAlpha() ? window(picture, plane, top, left, rows, columns) : null;
  }

  /**
   * A picture from values in [0, 1], which are clamped and rounded ({@link Picture#of(PictureShape,
   * Picture.Values)}).
   *
   * @param rgb [1, 3, h, w], any device and floating type
   * @param alphaOrNull [1, 1, h, w], or null for an opaque picture
   * @param depth 8 or 16 bits a sample
   * @param gray whether to keep one plane: the mean of the three, which is the estimate of least
   *     variance when a network made three estimates of the same gray
   * @throws IllegalArgumentException if a shape or the depth is not as said
   * @throws io.github.resshift.image.PictureException if a value is NaN
   */
  public static Picture picture(Tensor rgb, Tensor alphaOrNull, int depth, boolean gray) {
    requireShape("rgb", rgb, 3);
    int height = Math.toIntExact(rgb.size(2));
    int width = Math.toIntExact(rgb.size(3));
    if (alphaOrNull != null) {
      requireShape("alpha", alphaOrNull, 1);
      if (alphaOrNull.size(2) != height || alphaOrNull.size(3) != width) {
        throw new IllegalArgumentException(
            String.format(
                "alpha is %dx%d, the picture %dx%d",
                alphaOrNull.size(3), alphaOrNull.size(2), width, height));
      }
    }
    PictureShape shape = new PictureShape(width, height, depth, gray, alphaOrNull != null);
    try (var scope = Scope.open()) {
      FloatPointer colours = floats(gray ? mean(rgb) : rgb);
      FloatPointer alpha = alphaOrNull == null ? null : floats(alphaOrNull);
      int alphaPlane = gray ? 1 : 3;
      long count = (long) width * height;
      return Picture.of(
          shape,
          (plane, first, to, n) -> {
            if (plane == alphaPlane) {
              alpha.position(first).get(to, 0, n);
            } else {
              colours.position(plane * count + first).get(to, 0, n);
            }
          });
    }
  }

  private static Tensor window(
      Picture picture, int[] planes, int top, int left, int rows, int columns) {
    if (top < 0 || left < 0 || rows < 1 || columns < 1) {
      throw new IllegalArgumentException("no rectangle: " + top + ", " + left);
    }
    if (top + rows > picture.height() || left + columns > picture.width()) {
      throw new IllegalArgumentException(
          "%dx%d at %d, %d is not within %s".formatted(columns, rows, left, top, picture));
    }
    Engine.start();
    Tensor out =
        torch.empty(
            new long[] {1, planes.length, rows, columns},
            new TensorOptions(ScalarType.Float),
            new MemoryFormatOptional());
    FloatPointer to = new FloatPointer(out.data_ptr_float());
    float[] line = new float[columns];
    long position = 0;
    for (int plane : planes) {
      for (int y = 0; y < rows; y++) {
        picture.read(plane, top + y, left, line);
        to.position(position).put(line, 0, columns);
        position += columns;
      }
    }
    return out;
  }

  private static Tensor mean(Tensor rgb) {
    Tensor clamped = Tensors.clamp(rgb.to(ScalarType.Float), 0, 1);
    return clamped.mean(new long[] {1}, true, new ScalarTypeOptional());
  }

  private static FloatPointer floats(Tensor tensor) {
    Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
    return new FloatPointer(host.data_ptr_float());
  }

  private static void requireShape(String what, Tensor tensor, int channels) {
    long[] shape = Tensors.shape(tensor);
    if (shape.length != 4
        || shape[0] != 1
        || shape[1] != channels
        || shape[2] < 1
        || shape[3] < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%s must be [1, %d, h, w], not %s", what, channels, Arrays.toString(shape)));
    }
  }
}
