package io.github.resshift.image;

import java.awt.color.CMMException;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * The way from the values of a profile to working spaces, by Java's colour management. Everything
 * is computed with 16 bits and rounded once. Not thread-safe.
 */
final class ColourTransform {
  /** Rows that are converted at a time. */
  private static final int ROWS = 64;

  /**
   * Colours of a space that differ less than this from those of the largest space are in it: two
   * levels of 255, because tables of profiles are interpolated a little differently for each.
   */
  private static final int SAME = 2 * 257;

  private final ICC_Profile from;
  private final int channels;

  /** A way from a profile for so many channels. */
  ColourTransform(ICC_Profile from, int channels) {
    this.from = from;
    this.channels = channels;
  }

  /**
   * Converts single colours to sRGB.
   *
   * @param colours one after the other, 0 to 65535
   * @return red, green and blue of each, 0 to 65535
   * @throws CMMException if the profile cannot be used
   * @throws IllegalArgumentException as well
   */
  int[] toSrgb(int[] colours) {
    int count = colours.length / channels;
    WritableRaster in = raster(count, 1, channels);
    in.setPixels(0, 0, count, 1, colours);
    return filter(to(WorkingSpace.SRGB), in).getPixels(0, 0, count, 1, (int[]) null);
  }

  /** The smallest space that holds all colours of a picture. */
  WorkingSpace smallestFor(Picture picture) {
    WorkingSpace[] spaces = WorkingSpace.values();
    int widest = spaces.length - 1;
    ColorConvertOp toWidest = to(spaces[widest]);
    int at = 0;
    for (int top = 0; top < picture.height() && at < widest; top += ROWS) {
      WritableRaster in = rows(picture, top);
      WritableRaster wide = filter(toWidest, in);
      while (at < widest && !same(wide, between(spaces[at], in, spaces[widest]))) {
        at++;
      }
    }
    return spaces[at];
  }

  private WritableRaster between(WorkingSpace first, WritableRaster in, WorkingSpace last) {
    ColorConvertOp back =
        new ColorConvertOp(new ICC_Profile[] {first.profile(), last.profile()}, null);
    return filter(back, filter(to(first), in));
  }

  private static boolean same(Raster a, Raster b) {
    int[] rowA = new int[a.getWidth() * 3];
    int[] rowB = rowA.clone();
    for (int y = 0; y < a.getHeight(); y++) {
      a.getPixels(0, y, a.getWidth(), 1, rowA);
      b.getPixels(0, y, a.getWidth(), 1, rowB);
      for (int i = 0; i < rowA.length; i++) {
        if (Math.abs(rowA[i] - rowB[i]) > SAME) {
          return false;
        }
      }
    }
    return true;
  }

  /** Converts a picture; gray stays gray, other kinds become RGB; alpha and depth stay. */
  Picture convert(Picture picture, WorkingSpace space) {
    int width = picture.width();
    ColorConvertOp op = to(space);
    Samples[] planes = new Samples[channels == 1 ? 1 : 3];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = Samples.allocate(picture.colour(0).count(), picture.depth());
    }
    int[] row = new int[width];
    for (int top = 0; top < picture.height(); top += ROWS) {
      WritableRaster out = filter(op, rows(picture, top));
      // A gray profile gives three equal channels: the first one is the gray value.
      for (int c = 0; c < planes.length; c++) {
        for (int y = 0; y < out.getHeight(); y++) {
          out.getSamples(0, y, width, 1, c, row);
          for (int x = 0; x < width; x++) {
            int value = BufferedImages.toDepth(row[x], 16, picture.depth());
            planes[c].set((top + y) * width + x, value);
          }
        }
      }
    }
    return new Picture(width, picture.height(), picture.depth(), planes, picture.alphaSamples());
  }

  private ColorConvertOp to(WorkingSpace space) {
    return new ColorConvertOp(new ICC_Profile[] {from, space.profile()}, null);
  }

  /** By itself the operation would make a raster of 8 bits. */
  private static WritableRaster filter(ColorConvertOp op, Raster in) {
    return op.filter(in, raster(in.getWidth(), in.getHeight(), 3));
  }

  private WritableRaster rows(Picture picture, int top) {
    int width = picture.width();
    int rows = Math.min(ROWS, picture.height() - top);
    WritableRaster in = raster(width, rows, channels);
    int[] row = new int[width];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < width; x++) {
          int value = picture.colour(c).get((top + y) * width + x);
          row[x] = BufferedImages.toDepth(value, picture.depth(), 16);
        }
        in.setSamples(0, y, width, 1, c, row);
      }
    }
    return in;
  }

  private static WritableRaster raster(int width, int height, int bands) {
    return Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, width, height, bands, null);
  }
}
