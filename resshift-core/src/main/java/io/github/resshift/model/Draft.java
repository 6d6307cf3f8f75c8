package io.github.resshift.model;

import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.RrdbBlock;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The end of a guide on a shorter body: it draws what the whole guide would draw from the features
 * of a trunk (docs/guide.md), at a fraction of its time. Its tensors have a guide's names.
 */
final class Draft {
  private final Conv2d first;
  private final List<RrdbBlock> blocks = new ArrayList<>();
  private final GuideTail tail;

  /** Fetches {@code conv_first}, {@code body.N} and the tail. */
  Draft(WeightScope scope, GuideConfig guide, int blocks) {
    this.first = Conv2d.same3(scope.at("conv_first"), 3, guide.channels());
    for (int i = 0; i < blocks; i++) {
      this.blocks.add(new RrdbBlock(scope.at("body").at(i), guide.channels(), guide.growth()));
    }
    this.tail = new GuideTail(scope, guide.channels());
  }

  /**
   * Draws.
   *
   * @param lq in [-1, 1], [N, 3, H, W]
   * @param features of the trunk, [N, channels, H, W]
   * @return [N, 3, 4 H, 4 W] in [-1, 1] and a little beyond
   */
  Tensor picture(Tensor lq, Tensor features) {
    return Scope.keep(
        () -> {
          Tensor h = features;
          for (RrdbBlock block : blocks) {
            h = block.forward(h);
          }
          return tail.picture(first.forward(GuideTail.unit(lq)), h, GuideTail.STRIP);
        });
  }
}
