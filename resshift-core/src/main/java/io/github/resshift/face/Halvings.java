package io.github.resshift.face;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A picture at full, half, quarter size and so on, as the networks want it: values (level - 127.5)
 * / 128. What is cut out or made smaller comes from the smallest one that is large enough, so the
 * cost does not grow with the size of a face. Its tensors live in the scope that was open when it
 * was made: 16 bytes for each pixel.
 */
final class Halvings {
  /** 255 / 128 and 127.5 / 128: the networks' range from [0, 1]. */
  private static final float GAIN = 1.9921875f;

  private static final float OFFSET = 0.99609375f;

  /** Crops of one call; bounds the memory of their positions. */
  private static final int CHUNK = 128;

  private static final int BILINEAR = 0;
  private static final int BORDER = 1;
  private static final long[] TWO = {2, 2};
  private static final long[] NO_PADDING = {0, 0};

  private final int width;
  private final int height;
  private final List<Tensor> pictures = new ArrayList<>();

  Halvings(Picture picture) {
    this.width = picture.width();
    this.height = picture.height();
    Tensor full = Pixels.rgb(picture);
    full.mul_(new Scalar(GAIN)).sub_(new Scalar(OFFSET));
    pictures.add(full);
    Tensor last = full;
    while (Math.min(last.size(2), last.size(3)) >= 2L * ProposalNet.WINDOW) {
      // The last row of an odd number is averaged with nothing, so positions halve exactly.
      last = torch.avg_pool2d(last, TWO, TWO, NO_PADDING, true, false, new LongOptional());
      pictures.add(last);
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /**
   * The whole picture made smaller.
   *
   * @param values [1, 3, h, w]
   * @param factorX pixels of the picture for each of its pixels
   * @param factorY the same for rows
   */
  record Level(Tensor values, double factorX, double factorY) {}

  /** The picture at {@code scale} times its size, at most 1. */
  Level level(double scale) {
    int halved = halvings(1 / scale);
    Tensor source = pictures.get(halved);
    long rows = Math.max(ProposalNet.WINDOW, Math.round(height * scale));
    long columns = Math.max(ProposalNet.WINDOW, Math.round(width * scale));
    Tensor values = Interpolate.toSize(source, Interpolate.Mode.AREA, rows, columns);
    int factor = 1 << halved;
    return new Level(
        values,
        (double) source.size(3) * factor / columns,
        (double) source.size(2) * factor / rows);
  }

  /**
   * Square parts of the picture, perhaps turned, [n, 3, side, side]; beyond the border its pixels
   * go on. Each value is the mean of four positions.
   *
   * @param frames where the unit square comes to lie in the picture, for each part
   */
  Tensor cut(List<Similarity> frames, int side) {
    return Scope.keep(
        () -> {
          Tensor all = torch.zeros(new long[] {frames.size(), 3, side, side});
          for (int halved = 0; halved < pictures.size(); halved++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
              if (halvings(frames.get(i).scale() / side) == halved) {
                places.add(i);
              }
            }
            for (int from = 0; from < places.size(); from += CHUNK) {
              cut(frames, places.subList(from, Math.min(from + CHUNK, places.size())), halved, all);
            }
          }
          return all;
        });
  }

  private void cut(List<Similarity> frames, List<Integer> places, int halved, Tensor all) {
    try (var scope = Scope.open()) {
      Tensor source = pictures.get(halved);
      double wide = (double) source.size(3) * (1 << halved);
      double high = (double) source.size(2) * (1 << halved);
      int n = places.size();
      long side = all.size(2);
      float[] maps = new float[n * 6];
      long[] index = new long[n];
      for (int i = 0; i < n; i++) {
        Similarity frame = frames.get(places.get(i));
        Point centre = frame.apply(0.5, 0.5);
        index[i] = places.get(i);
        // The engine counts both positions from -1 to 1, from edge to edge.
        maps[6 * i] = (float) (frame.a() / wide);
        maps[6 * i + 1] = (float) (-frame.b() / wide);
        maps[6 * i + 2] = (float) (2 * centre.x() / wide - 1);
        maps[6 * i + 3] = (float) (frame.b() / high);
        maps[6 * i + 4] = (float) (frame.a() / high);
        maps[6 * i + 5] = (float) (2 * centre.y() / high - 1);
      }
      long[] shape = {n, 3, 2 * side, 2 * side};
      Tensor grid = torch.affine_grid_generator(Tensors.of(maps, n, 2, 3), shape, false);
      Tensor fine =
          torch.grid_sampler(
              source.expand(n, 3, source.size(2), source.size(3)), grid, BILINEAR, BORDER, false);
      Tensor parts = torch.avg_pool2d(fine, TWO, TWO, NO_PADDING, false, true, new LongOptional());
      all.index_copy_(0, Tensors.of(index, n), parts);
    }
  }

  /** How often the picture may be halved where it is made smaller by {@code factor}. */
  private int halvings(double factor) {
    int most = factor < 2 ? 0 : Math.getExponent(factor);
    return Math.min(most, pictures.size() - 1);
  }
}
