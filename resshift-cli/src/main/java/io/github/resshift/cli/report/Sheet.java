package io.github.resshift.cli.report;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Versions of one picture side by side, with a zoomed part of each below it. Smaller versions are
 * enlarged to the size of the largest one by repeating pixels, so that nothing is smoothed.
 * Immutable and thread-safe.
 */
public final class Sheet {
  private static final int GAP = 8;

  /** Height of a label; more above wide panels, so that it can be read when all is shown. */
  private static final int LABEL = 24;

  private static final int LABELS_A_WIDTH = 15;

  /** Small pictures are enlarged by whole factors until a panel has this width. */
  private static final int MIN_PANEL = 240;

  private static final Color MARK = new Color(0xE0, 0x30, 0x30);

  private final List<String> labels;
  private final List<BufferedImage> panels = new ArrayList<>();
  private final int width;
  private final int height;

  /**
   * Takes the pictures.
   *
   * @param labels a name for each picture
   * @param pictures versions of one picture; sizes may differ, proportions must not
   * @throws ResShiftException if the proportions differ by more than rounding
   */
  public Sheet(List<String> labels, List<Picture> pictures) {
    this.labels = List.copyOf(labels);
    Picture largest = pictures.get(0);
    for (Picture picture : pictures) {
      largest = picture.width() > largest.width() ? picture : largest;
    }
    this.width = largest.width();
    this.height = largest.height();
    for (int i = 0; i < pictures.size(); i++) {
      Picture picture = pictures.get(i);
      double factor = (double) width / picture.width();
      if (Math.abs(picture.height() * factor - height) >= Math.max(1, factor)) {
        throw new ResShiftException(
            String.format(
                "%s has %dx%d pixels and %s %dx%d: they are not versions of one picture.",
                labels.get(i),
                picture.width(),
                picture.height(),
                largestLabel(pictures),
                width,
                height));
      }
      panels.add(enlarged(picture.toBufferedImage(), width, height));
    }
  }

  /**
   * The square in which the versions differ most: a quarter of the shorter side.
   *
   * @return a part inside the picture
   */
  public Part busiest() {
    int side = Math.max(Math.min(16, Math.min(width, height)), Math.min(width, height) / 4);
    double[][] sums = new double[height + 1][width + 1];
    for (int y = 0; y < height; y++) {
      double row = 0;
      for (int x = 0; x < width; x++) {
        row += variation(x, y);
        sums[y + 1][x + 1] = sums[y][x + 1] + row;
      }
    }
    Part best = new Part(0, 0, side, side);
    double most = -1;
    int step = Math.max(1, side / 8);
    for (int y = 0; y + side <= height; y += step) {
      for (int x = 0; x + side <= width; x += step) {
        double sum = sums[y + side][x + side] - sums[y][x + side] - sums[y + side][x] + sums[y][x];
        if (sum > most) {
          most = sum;
          best = new Part(x, y, side, side);
        }
      }
    }
    return best;
  }

  /**
   * A part of the picture in pixels of its largest version.
   *
   * @param x left edge
   * @param y upper edge
   * @param width width, at least 1
   * @param height height, at least 1
   */
  public record Part(int x, int y, int width, int height) {}

  /**
   * Draws the sheet.
   *
   * @param part what is shown enlarged below, if anything
   * @param named whether labels are written
   * @throws ResShiftException if the part is not inside the picture, or there is no font
   */
  public Picture draw(Optional<Part> part, boolean named) {
    part.ifPresent(this::requireInside);
    int factor = Math.max(1, (MIN_PANEL + width - 1) / width);
    int panelWidth = width * factor;
    int panelHeight = height * factor;
    int zoomHeight =
        part.map(p -> Math.max(1, Math.round((float) panelWidth * p.height() / p.width())))
            .orElse(0);
    int line = Math.max(LABEL, panelWidth / LABELS_A_WIDTH);
    int top = GAP + (named ? line : 0);
    int all = top + panelHeight + (part.isPresent() ? GAP + zoomHeight : 0) + GAP;
    BufferedImage sheet =
        new BufferedImage(
            GAP + panels.size() * (panelWidth + GAP), all, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
      for (int i = 0; i < panels.size(); i++) {
        int left = GAP + i * (panelWidth + GAP);
        g.drawImage(panels.get(i), left, top, panelWidth, panelHeight, null);
        if (named) {
          label(g, labels.get(i), left, panelWidth, line);
        }
        if (part.isPresent()) {
          Part p = part.get();
          BufferedImage detail = panels.get(i).getSubimage(p.x(), p.y(), p.width(), p.height());
          int below = top + panelHeight + GAP;
          g.drawImage(detail, left, below, panelWidth, zoomHeight, null);
          g.setColor(MARK);
          g.setStroke(new BasicStroke(Math.max(2, line / 12)));
          g.drawRect(
              left + p.x() * factor,
              top + p.y() * factor,
              p.width() * factor - 1,
              p.height() * factor - 1);
          g.drawRect(left, below, panelWidth - 1, zoomHeight - 1);
        }
      }
    } finally {
      g.dispose();
    }
    return Picture.of(sheet);
  }

  private static void label(Graphics2D g, String text, int left, int room, int line) {
    try {
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, line * 5 / 8));
      g.setColor(Color.BLACK);
      String shown = text;
      while (shown.length() > 1 && g.getFontMetrics().stringWidth(shown) > room) {
        shown = shown.substring(0, shown.length() - 2) + "…";
      }
      g.drawString(shown, left, GAP + line * 2 / 3);
    } catch (LinkageError | InternalError | NullPointerException e) {
      // Java's ways to say that a machine has no fonts or lacks the library that reads them.
      throw new ResShiftException(
          "Labels cannot be written, because Java finds no fonts here; install fontconfig and a"
              + " font, or give --no-labels.",
          e);
    }
  }

  private void requireInside(Part part) {
    if (part.x() < 0
        || part.y() < 0
        || part.width() < 1
        || part.height() < 1
        || part.x() + part.width() > width
        || part.y() + part.height() > height) {
      throw new ResShiftException(
          String.format(
              "The zoom %d,%d,%d,%d is not inside of %dx%d pixels.",
              part.x(), part.y(), part.width(), part.height(), width, height));
    }
  }

  /** The deviation of luma between the versions. */
  private double variation(int x, int y) {
    double sum = 0;
    double squares = 0;
    int count = panels.size();
    for (BufferedImage panel : panels) {
      double luma = luma(panel.getRGB(x, y));
      sum += luma;
      squares += luma * luma;
    }
    return Math.sqrt(Math.max(0, squares / count - sum * sum / count / count));
  }

  private static double luma(int rgb) {
    return 0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF);
  }

  private String largestLabel(List<Picture> pictures) {
    for (int i = 0; i < pictures.size(); i++) {
      if (pictures.get(i).width() == width) {
        return labels.get(i);
      }
    }
    return labels.get(0);
  }

  private static BufferedImage enlarged(BufferedImage image, int width, int height) {
    BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = out.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width, height);
    g.drawImage(image, 0, 0, width, height, null);
    g.dispose();
    return out;
  }
}
