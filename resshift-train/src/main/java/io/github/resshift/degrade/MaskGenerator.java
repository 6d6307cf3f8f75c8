package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Draws inpainting masks; immutable and thread-safe. */
final class MaskGenerator {
  private static final int MIN_LENGTH = 10;
  private static final int MIN_WIDTH = 5;
  private static final int MAX_LINES = 5;
  private static final double ANGLE_OFFSET = 0.01;

  private final MaskRecipe recipe;

  private enum Kind {
    IRREGULAR,
    BOX,
    OUTPAINTING
  }

  /** A generator with these settings. */
  public MaskGenerator(MaskRecipe recipe) {
    this.recipe = recipe;
  }

  /**
   * Draws a mask.
   *
   * @return float32 CPU [1, 1, height, width]; 1 is unknown, 0 is known
   */
  public Tensor draw(int height, int width, Draws draws) {
    Canvas canvas = new Canvas(height, width);
    List<Kind> kinds = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    add(kinds, weights, Kind.IRREGULAR, recipe.irregularWeight());
    add(kinds, weights, Kind.BOX, recipe.boxWeight());
    add(kinds, weights, Kind.OUTPAINTING, recipe.outpaintingWeight());
    int kind = draws.pick("mask_kind", weights.stream().mapToDouble(Double::doubleValue).toArray());
    switch (kinds.get(kind)) {
      case IRREGULAR -> strokes(canvas, draws);
      case BOX -> boxes(canvas, draws);
      case OUTPAINTING -> borders(canvas, draws);
    }
    return Tensors.of(canvas.values, 1, 1, height, width);
  }

  /**
   * The masked picture as the network gets it: gt (1 - m) - m.
   *
   * @param gt [N, C, H, W] in [-1, 1]
   * @param mask [N or 1, 1, H, W], 1 where unknown
   */
  public static Tensor hide(Tensor gt, Tensor mask) {
    return Scope.keep(() -> gt.mul(mask.neg().add(new Scalar(1f))).sub(mask));
  }

  private static void add(List<Kind> kinds, List<Double> weights, Kind kind, double weight) {
    if (weight > 0) {
      kinds.add(kind);
      weights.add(weight);
    }
  }

  private void strokes(Canvas canvas, Draws draws) {
    MaskRecipe.Strokes s = recipe.strokes();
    int times = draws.integer("strokes", s.minTimes(), s.maxTimes() + 1);
    for (int i = 0; i < times; i++) {
      int x = draws.integer("start_x", 0, canvas.width - 1);
      int y = draws.integer("start_y", 0, canvas.height - 1);
      int lines = 1 + draws.integer("lines", 0, MAX_LINES - 1);
      for (int j = 0; j < lines; j++) {
        double angle = ANGLE_OFFSET + draws.integer("angle", 0, s.maxAngle() - 1);
        if (i % 2 == 0) {
          angle = 2 * Math.PI - angle;
        }
        int length = MIN_LENGTH + draws.integer("length", 0, s.maxLength() - 1);
        int thickness = MIN_WIDTH + draws.integer("width", 0, s.maxWidth() - 1);
        int endX = clip((int) (x + length * Math.sin(angle)), canvas.width);
        int endY = clip((int) (y + length * Math.cos(angle)), canvas.height);
        canvas.line(x, y, endX, endY, thickness);
        x = endX;
        y = endY;
      }
    }
  }

  private void boxes(Canvas canvas, Draws draws) {
    MaskRecipe.Boxes b = recipe.boxes();
    int largest =
        Math.min(
            b.maxSize() + 1,
            Math.min(canvas.height - 2 * b.margin(), canvas.width - 2 * b.margin()));
    if (largest <= b.minSize()) {
      throw new ResShiftException(
          "A box of "
              + b.minSize()
              + " pixels with a margin of "
              + b.margin()
              + " does not fit into a mask of "
              + canvas.width
              + "x"
              + canvas.height
              + "; use smaller boxes or larger pictures.");
    }
    int times = draws.integer("boxes", b.minTimes(), b.maxTimes());
    for (int i = 0; i < times; i++) {
      int boxWidth = draws.integer("box_width", b.minSize(), largest - 1);
      int boxHeight = draws.integer("box_height", b.minSize(), largest - 1);
      int left = draws.integer("box_left", b.margin(), canvas.width - b.margin() - boxWidth);
      int top = draws.integer("box_top", b.margin(), canvas.height - b.margin() - boxHeight);
      canvas.box(left, top, left + boxWidth, top + boxHeight);
    }
  }

  private void borders(Canvas canvas, Draws draws) {
    MaskRecipe.Borders b = recipe.borders();
    int height = canvas.height;
    int width = canvas.width;
    // Left and right are drawn from the height, top and bottom from the width (docs/method.md
    // section 9, item 22).
    double left = padding("pad_left", height, draws);
    double top = padding("pad_top", width, draws);
    double right = 1 - padding("pad_right", height, draws);
    double bottom = 1 - padding("pad_bottom", width, draws);
    int[][] areas = {
      {0, 0, (int) (left * width), height},
      {0, 0, width, (int) (top * height)},
      {(int) (right * width), 0, width, height},
      {0, (int) (bottom * height), width, height}
    };
    double[] chances = {b.left(), b.top(), b.right(), b.bottom()};
    boolean any = false;
    for (int side = 0; side < areas.length; side++) {
      if (draws.chance("side", chances[side])) {
        canvas.box(areas[side]);
        any = true;
      }
    }
    if (!any) {
      canvas.box(areas[draws.pick("only_side", chances)]);
    }
  }

  private double padding(String name, int side, Draws draws) {
    int least = (int) (recipe.borders().minPadding() * side);
    int most = (int) (recipe.borders().maxPadding() * side);
    return draws.integer(name, least, Math.max(least, most - 1)) / (double) side;
  }

  private static int clip(int value, int most) {
    return Math.max(0, Math.min(most, value));
  }

  private static final class Canvas {
    private final int height;
    private final int width;
    private final float[] values;

    Canvas(int height, int width) {
      this.height = height;
      this.width = width;
      this.values = new float[height * width];
    }

    void box(int... leftTopRightBottom) {
      for (int y = leftTopRightBottom[1]; y < leftTopRightBottom[3]; y++) {
        for (int x = leftTopRightBottom[0]; x < leftTopRightBottom[2]; x++) {
          values[y * width + x] = 1;
        }
      }
    }

    /**
     * A thick line with round ends as OpenCV draws it: its radius is half the thickness, rounded
     * up, and the straight part covers every pixel that its outline touches.
     */
    void line(int x0, int y0, int x1, int y1, int thickness) {
      int radius = (thickness + 1) / 2;
      double side = radius + 0.5;
      double dx = x1 - x0;
      double dy = y1 - y0;
      double square = dx * dx + dy * dy;
      int bottom = Math.min(height - 1, Math.max(y0, y1) + radius + 1);
      int right = Math.min(width - 1, Math.max(x0, x1) + radius + 1);
      for (int y = Math.max(0, Math.min(y0, y1) - radius - 1); y <= bottom; y++) {
        for (int x = Math.max(0, Math.min(x0, x1) - radius - 1); x <= right; x++) {
          double along = square == 0 ? -1 : ((x - x0) * dx + (y - y0) * dy) / square;
          boolean beside = along >= 0 && along <= 1;
          double reach = beside ? side : radius;
          double nearest = Math.max(0, Math.min(1, along));
          double offX = x - x0 - nearest * dx;
          double offY = y - y0 - nearest * dy;
          if (offX * offX + offY * offY <= reach * reach) {
            values[y * width + x] = 1;
          }
        }
      }
    }
  }
}
