package io.github.resshift.restore;

import io.github.resshift.engine.tile.LowQuality;
import io.github.resshift.engine.tile.RowSink;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureShape;
import io.github.resshift.image.PictureSink;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Between pictures of 8 or 16 bits and the values that networks work on, a window or a band of rows
 * at a time. Stateless.
 */
final class PictureRows {
  /** Pixels around a window on which its bicubic enlargement depends. */
  private static final int HALO = 2;

  private PictureRows() {}

  /**
   * A picture, with its mask for inpainting, as the network sees it.
   *
   * @param maskOrNull of the picture's size; the hole is where it is brighter than half
   */
  static LowQuality source(Picture picture, Picture maskOrNull) {
    LowQuality.Crop colours =
        (top, left, height, width) ->
            Scope.keep(
                () ->
                    symmetric(
                        maskOrNull == null && picture.hasAlpha()
                            ? visible(picture, new Tile(top, left, height, width))
                            : Pixels.rgb(picture, top, left, height, width)));
    LowQuality.Crop hole =
        (top, left, height, width) ->
            Scope.keep(
                () ->
                    symmetric(
                        Pixels.rgb(maskOrNull, top, left, height, width)
                            .narrow(1, 0, 1)
                            .gt(new Scalar(0.5))
                            .to(ScalarType.Float)));
    return new LowQuality(
        picture.height(), picture.width(), colours, maskOrNull == null ? null : hole);
  }

  /** A window without the colours that alpha hides. */
  private static Tensor visible(Picture picture, Tile at) {
    int reach = HiddenColours.REACH;
    int top = Math.max(0, at.top() - reach);
    int left = Math.max(0, at.left() - reach);
    int height = Math.min(picture.height(), at.top() + at.height() + reach) - top;
    int width = Math.min(picture.width(), at.left() + at.width() + reach) - left;
    Tensor wide =
        HiddenColours.fill(
            Pixels.rgb(picture, top, left, height, width),
            Pixels.alpha(picture, top, left, height, width));
    return wide.narrow(2, at.top() - top, at.height()).narrow(3, at.left() - left, at.width());
  }

  /** The result's size and kind: depth, gray and alpha are those of the input. */
  static PictureShape shape(Picture picture, int scale) {
    return new PictureShape(
        Math.multiplyExact(picture.width(), scale),
        Math.multiplyExact(picture.height(), scale),
        picture.depth(),
        picture.gray(),
        picture.hasAlpha());
  }

  /**
   * Rounds the lines of a result and puts the enlarged alpha beside them. Black and white that is
   * stored in colour stays black and white: networks give it a tint of their own.
   *
   * @param maskOrNull as for {@link #source}: colours in a hole do not make a picture coloured
   */
  static RowSink into(PictureSink sink, Picture picture, Picture maskOrNull, int scale) {
    boolean colourless = picture.colourless(maskOrNull);
    return (top, lines) -> {
      Tensor rgb = lines.add(new Scalar(1)).mul(new Scalar(0.5));
      Tensor alpha = alpha(picture, scale, top, (int) lines.size(2));
      sink.rows(rounded(rgb, alpha, picture, colourless));
    };
  }

  /**
   * A result as a picture with the depth and the planes of its source.
   *
   * @param rgb [1, 3, h, w] in [0, 1]
   * @param colourless whether the three planes are to be the same
   */
  static Picture rounded(Tensor rgb, Tensor alphaOrNull, Picture source, boolean colourless) {
    if (colourless && !source.gray()) {
      return Pixels.picture(rgb, alphaOrNull, source.depth(), true).inColour();
    }
    return Pixels.picture(rgb, alphaOrNull, source.depth(), source.gray());
  }

  /** Rows of the enlarged alpha; null if there is none. */
  static Tensor alpha(Picture picture, int scale, int top, int rows) {
    if (!picture.hasAlpha()) {
      return null;
    }
    if (scale == 1) {
      return Pixels.alpha(picture, top, 0, rows, picture.width());
    }
    return Scope.keep(
        () -> {
          int first = Math.max(0, top / scale - HALO);
          int end = Math.min(picture.height(), (top + rows - 1) / scale + 1 + HALO);
          Tensor part = Pixels.alpha(picture, first, 0, end - first, picture.width());
          Tensor large = Interpolate.bicubicUp(part, scale);
          return Tensors.clamp(large.narrow(2, top - (long) first * scale, rows), 0, 1);
        });
  }

  /** [0, 1] to [-1, 1]. */
  private static Tensor symmetric(Tensor unit) {
    return unit.mul(new Scalar(2)).sub(new Scalar(1));
  }
}
