package io.github.resshift.model;

import io.github.resshift.nn.Activations;
import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Doubling;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What turns a guide's features into a picture (docs/guide.md). */
record GuideTail(Conv2d body, Doubling up1, Doubling up2, Conv2d hr, Conv2d last) {
  /** Lines of the small picture whose large lines are made at a time. */
  static final int STRIP = 64;

  /** Lines around a strip on which its result depends: 2.25, and doubling wants whole ones. */
  private static final int HALO = 4;

  /** Fetches {@code conv_body}, {@code conv_up1}, {@code conv_up2}, {@code conv_hr}, last. */
  GuideTail(WeightScope root, int channels) {
    this(
        Conv2d.same3(root.at("conv_body"), channels, channels),
        new Doubling(root.at("conv_up1"), channels, channels),
        new Doubling(root.at("conv_up2"), channels, channels),
        Conv2d.same3(root.at("conv_hr"), channels, channels),
        Conv2d.same3(root.at("conv_last"), channels, 3));
  }

  /** A picture in [-1, 1] as the guide takes it, in [0, 1]. */
  static Tensor unit(Tensor picture) {
    return picture.add(new Scalar(1)).mul(new Scalar(0.5));
  }

  /**
   * The picture, a strip of lines at a time: whole it would take sixteen times the features.
   *
   * @param stem features of the first convolution, [N, channels, H, W]
   * @param deep features of the last block, of the same shape
   * @return [N, 3, 4 H, 4 W] in [-1, 1] and a little beyond
   */
  Tensor picture(Tensor stem, Tensor deep, long stripLines) {
    return Scope.keep(
        () -> unitPicture(stem, deep, stripLines).mul(new Scalar(2)).sub(new Scalar(1)));
  }

  private Tensor unitPicture(Tensor stem, Tensor deep, long stripLines) {
    long height = deep.size(2);
    if (height <= stripLines + HALO) {
      return strip(stem, deep);
    }
    return Scope.keep(
        () -> {
          TensorVector strips = new TensorVector();
          for (long top = 0; top < height; top += stripLines) {
            long above = Math.min(HALO, top);
            long lines = Math.min(stripLines, height - top);
            long from = top - above;
            long count = Math.min(height, top + lines + HALO) - from;
            Tensor large = strip(stem.narrow(2, from, count), deep.narrow(2, from, count));
            strips.push_back(large.narrow(2, above * GuideConfig.SCALE, lines * GuideConfig.SCALE));
          }
          return torch.cat(strips, 2);
        });
  }

  private Tensor strip(Tensor stem, Tensor deep) {
    return Scope.keep(
        () -> {
          Tensor h = Activations.add(body.forward(deep), stem);
          h = Activations.leakyRelu(up1.forward(h));
          h = Activations.leakyRelu(up2.forward(h));
          return last.forward(Activations.leakyRelu(hr.forward(h)));
        });
  }
}
