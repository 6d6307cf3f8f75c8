package io.github.resshift.restore;

import io.github.resshift.face.Similarity;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Where the crops of a picture's faces lie, and how much of each pixel belongs to each of them: a
 * crop counts fully in its middle and fades over its rim; where crops overlap, as the rims of
 * neighbours do, a pixel belongs most to the crop whose middle is nearest, measured by its size.
 * Immutable.
 *
 * @param toPicture from positions in each crop to positions in the picture
 * @param side of the crops
 */
record FacePlaces(List<Similarity> toPicture, int side) {
  /** Part of a crop's side that is soft at each rim. */
  private static final double RIM = 0.125;

  /** Keeps the middle of a crop from counting without bound; a hundredth of its half side. */
  private static final double NEAR = 1e-4;

  /** The pixels that a crop touches; some of them may be outside of the picture. */
  Box bounds(int face) {
    return Warp.bounds(toPicture.get(face), side, 0);
  }

  /**
   * How much a crop counts at each pixel of {@code part}: [1, 1, height, width] from 0 to 1. Over
   * all crops the weights of a pixel add up to the largest of their own weights.
   */
  Tensor weight(int face, Box part) {
    return Scope.keep(
        () -> {
          Crop own = crop(face, part);
          Tensor claims = own.claim();
          Tensor most = own.weight();
          boolean alone = true;
          for (int other = 0; other < toPicture.size(); other++) {
            if (other != face && touch(bounds(other), part)) {
              Crop next = crop(other, part);
              claims = claims.add(next.claim());
              most = torch.maximum(most, next.weight());
              alone = false;
            }
          }
          if (alone) {
            return own.weight();
          }
          // Where nobody claims anything the quotient must not be 0 / 0.
          Tensor share = own.claim().div(claims.clamp_min(new Scalar(Float.MIN_NORMAL)));
          return share.mul(most);
        });
  }

  /**
   * One crop at the pixels of a part.
   *
   * @param weight 1 in the middle, 0 at the rim and beyond
   * @param claim weight divided by the fourth power of the distance from the middle
   */
  private record Crop(Tensor weight, Tensor claim) {}

  private Crop crop(int face, Box part) {
    Similarity toCrop = toPicture.get(face).inverse();
    Tensor x = middles(part.left(), part.width()).view(1, 1, 1, part.width());
    Tensor y = middles(part.top(), part.height()).view(1, 1, part.height(), 1);
    Tensor u = plane(x, toCrop.a(), y, -toCrop.b(), toCrop.moveX());
    Tensor v = plane(x, toCrop.b(), y, toCrop.a(), toCrop.moveY());
    Tensor weight = ramp(u).mul(ramp(v));
    Tensor distance = fromMiddle(u).add(fromMiddle(v)).add(new Scalar((float) NEAR));
    return new Crop(weight, weight.div(distance.mul(distance)));
  }

  private static Tensor middles(int from, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from + i + 0.5f;
    }
    return Tensors.of(values, count);
  }

  private static Tensor plane(Tensor x, double a, Tensor y, double b, double move) {
    return x.mul(new Scalar((float) a))
        .add(new Scalar((float) move))
        .add(y.mul(new Scalar((float) b)));
  }

  private Tensor fromMiddle(Tensor position) {
    return position.mul(new Scalar(2f / side)).sub(new Scalar(1f)).square();
  }

  /** 0 up to an edge, 1 from the rim's width inside, smooth between. */
  private Tensor ramp(Tensor position) {
    Tensor other = position.neg().add(new Scalar((float) side));
    float rim = (float) (RIM * side);
    Tensor inside = Tensors.clamp(torch.minimum(position, other).div(new Scalar(rim)), 0, 1);
    return inside
        .mul(new Scalar((float) Math.PI))
        .cos()
        .mul(new Scalar(-0.5f))
        .add(new Scalar(0.5f));
  }

  private static boolean touch(Box a, Box b) {
    return a.left() < b.left() + b.width()
        && b.left() < a.left() + a.width()
        && a.top() < b.top() + b.height()
        && b.top() < a.top() + a.height();
  }
}
