package io.github.resshift.restore;

import io.github.resshift.face.Point;
import io.github.resshift.face.Similarity;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Pictures that are turned, scaled and moved at once, by bicubic interpolation; what becomes
 * smaller is reduced without aliasing first. Beyond its border a picture goes on by reflection.
 * Stateless.
 */
final class Warp {
  private static final int BICUBIC = 2;
  private static final int REFLECTION = 2;

  /** Pixels around a part of a picture that the cubics of both steps reach. */
  private static final double REACH = 4;

  private Warp() {}

  /**
   * A square part of a picture, of which no more is read than it needs.
   *
   * @param toPicture where positions of the result are in the picture; some must be inside
   * @param side of the result
   * @return [1, 3, side, side], not clipped
   */
  static Tensor cut(Picture picture, Similarity toPicture, int side) {
    Box seen = bounds(toPicture, side, REACH * Math.max(1, toPicture.scale()));
    Box part = seen.within(picture.width(), picture.height());
    return Scope.keep(
        () ->
            apply(
                Pixels.rgb(picture, part.top(), part.left(), part.height(), part.width()),
                toPicture.then(Similarity.scaleAndMove(1, -part.left(), -part.top())),
                side,
                side));
  }

  /**
   * The smallest box with whole numbers around a square.
   *
   * @param map where the square from (0, 0) to (side, side) comes to lie
   * @param margin more at each edge
   */
  static Box bounds(Similarity map, int side, double margin) {
    List<Point> corners =
        List.of(map.apply(0, 0), map.apply(side, 0), map.apply(0, side), map.apply(side, side));
    double left = corners.stream().mapToDouble(Point::x).min().orElseThrow() - margin;
    double right = corners.stream().mapToDouble(Point::x).max().orElseThrow() + margin;
    double top = corners.stream().mapToDouble(Point::y).min().orElseThrow() - margin;
    double bottom = corners.stream().mapToDouble(Point::y).max().orElseThrow() + margin;
    int x = (int) Math.floor(left);
    int y = (int) Math.floor(top);
    return new Box(x, y, (int) Math.ceil(right) - x, (int) Math.ceil(bottom) - y);
  }

  /**
   * A picture whose pixels come from elsewhere in another one.
   *
   * @param source float32 CPU [1, C, H, W]
   * @param toSource where positions of the result are in the source
   * @return [1, C, height, width], not clipped
   */
  static Tensor apply(Tensor source, Similarity toSource, int height, int width) {
    if (toSource.scale() > 1) {
      double factor = 1 / toSource.scale();
      return Scope.keep(
          () ->
              sampled(
                  CubicResize.byFactor(source, factor),
                  toSource.then(Similarity.scaleAndMove(factor, 0, 0)),
                  height,
                  width));
    }
    return sampled(source, toSource, height, width);
  }

  private static Tensor sampled(Tensor source, Similarity map, int height, int width) {
    double wide = source.size(3);
    double high = source.size(2);
    Point centre = map.apply(width / 2.0, height / 2.0);
    // The engine counts positions of both from -1 to 1, from edge to edge.
    float[] theta = {
      (float) (map.a() * width / wide),
      (float) (-map.b() * height / wide),
      (float) (2 * centre.x() / wide - 1),
      (float) (map.b() * width / high),
      (float) (map.a() * height / high),
      (float) (2 * centre.y() / high - 1)
    };
    return Scope.keep(
        () -> {
          long[] shape = {1, source.size(1), height, width};
          Tensor grid = torch.affine_grid_generator(Tensors.of(theta, 1, 2, 3), shape, false);
          return torch.grid_sampler(source, grid, BICUBIC, REFLECTION, false);
        });
  }
}
