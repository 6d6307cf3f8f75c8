package io.github.resshift.train.board;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Pictures of one size side by side on white, a row for each example. Stateless. */
public final class PictureGrid {
  private static final long GAP = 2;

  private PictureGrid() {}

  /**
   * The sheet.
   *
   * @param rows pictures [1, 3, h, w] in [0, 1]; the heights of a row and the widths of all are
   *     equal, and so are the numbers of pictures in the rows
   */
  public static Picture of(List<List<Tensor>> rows) {
    try (var scope = Scope.open()) {
      List<Tensor> strips = new ArrayList<>();
      for (List<Tensor> row : rows) {
        strips.add(joined(row, 3));
      }
      return Pixels.picture(Tensors.clamp(joined(strips, 2), 0, 1), null, 8, false);
    }
  }

  private static Tensor joined(List<Tensor> parts, int dimension) {
    long[] gap = Tensors.shape(parts.get(0));
    gap[dimension] = GAP;
    TensorVector all = new TensorVector();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        all.push_back(torch.full(gap, new Scalar(1f)));
      }
      all.push_back(parts.get(i));
    }
    return torch.cat(all, dimension);
  }
}
