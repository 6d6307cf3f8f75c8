package io.github.resshift.engine;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.model.AutoencoderConfig;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A way to look at a square grid: turned by quarters, then mirrored or not. There are eight. A
 * network that is no function of the grid's orientation would say the same in all of them; where
 * those that exist do not, the mean of what they say is nearer to the truth than any (the
 * self-ensemble of Timofte, Rothe and Van Gool 2016).
 *
 * @param quarters of a turn against the clock, 0 to 3
 * @param mirrored left to right, after the turn
 */
public record View(int quarters, boolean mirrored) {
  /** The grid as it is. */
  public static final View UPRIGHT = new View(0, false);

  /** Each half of them has both orientations, and each quarter, from the second, mirror images. */
  private static final List<View> ALL =
      List.of(
          UPRIGHT,
          new View(3, false),
          new View(0, true),
          new View(3, true),
          new View(1, false),
          new View(1, true),
          new View(2, false),
          new View(2, true));

  private static final long[] PLANE = {2, 3};

  /** Number of views that there are. */
  public static int most() {
    return ALL.size();
  }

  /**
   * The first so many, of which the first is upright.
   *
   * @param count 1 to {@link #most}
   */
  public static List<View> first(int count) {
    return ALL.subList(0, count);
  }

  /**
   * Whether a model makes pictures in several views: a chain must run on a tile by itself, and
   * turned noise must be the noise of the turned picture.
   */
  public static boolean possible(ModelDescription model) {
    return model.network().local() && !(model.firstStage() instanceof AutoencoderConfig);
  }

  /** A grid [n, c, h, w] as this view shows it; a tensor of the open scope. */
  public Tensor of(Tensor grid) {
    Tensor turned = quarters == 0 ? grid : grid.rot90(quarters, PLANE);
    return (mirrored ? turned.flip(3) : turned).contiguous();
  }

  /** The grid of what this view shows. */
  public Tensor undo(Tensor shown) {
    Tensor turned = mirrored ? shown.flip(3) : shown;
    return quarters == 0 ? turned : turned.rot90(-quarters, PLANE);
  }

  /** Shape of the grid that has such a one in this view. */
  long[] undo(long[] shape) {
    return quarters % 2 == 0 ? shape : new long[] {shape[0], shape[1], shape[3], shape[2]};
  }
}
