package io.github.resshift.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.function.Consumer;

/** Ways between Java's images and pictures that leave stored values alone. */
final class BufferedImages {
  private BufferedImages() {}

  /** As {@link Picture#of(BufferedImage)}, with the file's name for errors and a sink for notes. */
  static Picture toPicture(String name, BufferedImage image, Consumer<String> notes) {
    return ColourProfile.toSrgb(name, decoded(name, image), notes);
  }

  /** The stored values, and the profile that says what they mean. */
  static Decoded decoded(String name, BufferedImage image) {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return new Decoded(fromPalette(image.getRaster(), palette), null);
    }
    int type = model.getColorSpace().getType();
    int colours = model.getNumColorComponents();
    int[] bits = model.getComponentSize();
    boolean known =
        type == ColorSpace.TYPE_GRAY && colours == 1
            || type == ColorSpace.TYPE_RGB && colours == 3
            || type == ColorSpace.TYPE_CMYK && colours == 4;
    if (!known) {
      throw new PictureException(
          String.format(
              "%s has %d colour channels of a kind that is not supported; convert it to RGB.",
              name, colours));
    }
    boolean hasAlpha = model.hasAlpha() && image.getRaster().getNumBands() > colours;
    Picture stored =
        fromComponents(
            name,
            image.getRaster(),
            bits,
            colours,
            hasAlpha ? colours : -1,
            hasAlpha && model.isAlphaPremultiplied());
    ColorSpace space = model.getColorSpace();
    boolean own = space instanceof ICC_ColorSpace && !space.isCS_sRGB() && !isJavaGray(space);
    return new Decoded(stored, own ? ((ICC_ColorSpace) space).getProfile() : null);
  }

  /** Java's own gray space only marks that nothing is known about the gray values. */
  private static boolean isJavaGray(ColorSpace space) {
    return space == ColorSpace.getInstance(ColorSpace.CS_GRAY);
  }

  /**
   * Bands of a raster as a picture.
   *
   * @param alpha the band with alpha, or -1
   * @param premultiplied whether colours were multiplied with alpha
   */
  static Picture fromBands(
      String name, Raster raster, int colours, int alpha, boolean premultiplied) {
    return fromComponents(
        name, raster, raster.getSampleModel().getSampleSize(), colours, alpha, premultiplied);
  }

  private static Picture fromComponents(
      String name, Raster raster, int[] bits, int colours, int alpha, boolean premultiplied) {
    int transfer = raster.getTransferType();
    int most = Arrays.stream(bits).max().orElse(0);
    if (most > 16 || transfer == DataBuffer.TYPE_FLOAT || transfer == DataBuffer.TYPE_DOUBLE) {
      throw new PictureException(
          name + " has samples of more than 16 bits or with fractions; convert it to 16 bits.");
    }
    int depth = most > 8 ? 16 : 8;
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    int white = (1 << depth) - 1;
    int used = colours + (alpha < 0 ? 0 : 1);
    int[] from = new int[used];
    int[][] scale = new int[used][];
    Samples[] planes = new Samples[used];
    for (int i = 0; i < used; i++) {
      from[i] = i < colours ? i : alpha;
      scale[i] = bits[from[i]] == depth ? null : scaleTable(bits[from[i]], white);
      planes[i] = Samples.allocate(Math.multiplyExact(width, height), depth);
    }
    int[] row = new int[Math.multiplyExact(width, bands)];
    int[] pixel = new int[used];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int i = 0; i < used; i++) {
          int v = row[x * bands + from[i]];
          pixel[i] = scale[i] == null ? v : scale[i][v];
        }
        if (premultiplied) {
          divideByAlpha(pixel, colours, white);
        }
        for (int i = 0; i < used; i++) {
          planes[i].set(y * width + x, pixel[i]);
        }
      }
    }
    return new Picture(
        width, height, depth, Arrays.copyOf(planes, colours), alpha < 0 ? null : planes[colours]);
  }

  private static void divideByAlpha(int[] pixel, int colours, int white) {
    int a = pixel[colours];
    for (int c = 0; c < colours && a > 0; c++) {
      pixel[c] = (int) Math.min(white, ((long) pixel[c] * white + a / 2) / a);
    }
  }

  /** Table of round(v / (2^bits - 1) * white). */
  static int[] scaleTable(int bits, int white) {
    int max = (1 << bits) - 1;
    int[] table = new int[max + 1];
    for (int v = 0; v <= max; v++) {
      table[v] = max == 0 ? 0 : (int) ((2L * v * white + max) / (2L * max));
    }
    return table;
  }

  private static Picture fromPalette(Raster raster, IndexColorModel model) {
    int[] argb = new int[model.getMapSize()];
    model.getRGBs(argb);
    int width = raster.getWidth();
    int height = raster.getHeight();
    PalettePlanes planes =
        new PalettePlanes(argb, model.hasAlpha(), Math.multiplyExact(width, height));
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        planes.set(y * width + x, Math.min(row[x], argb.length - 1));
      }
    }
    return planes.picture(width, height);
  }

  /** See {@link Picture#toBufferedImage()}. */
  static BufferedImage ofPicture(Picture picture) {
    if (picture.depth() == 16) {
      return interleaved(picture, 3, picture.hasAlpha(), 16);
    }
    int type = picture.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(picture.width(), picture.height(), type);
    Samples red = picture.colour(0);
    Samples green = picture.colour(picture.gray() ? 0 : 1);
    Samples blue = picture.colour(picture.gray() ? 0 : 2);
    Samples alpha = picture.alphaSamples();
    int[] row = new int[picture.width()];
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        int i = y * row.length + x;
        int a = alpha == null ? 0xFF : alpha.get(i);
        row[x] = a << 24 | red.get(i) << 16 | green.get(i) << 8 | blue.get(i);
      }
      image.getRaster().setDataElements(0, y, row.length, 1, row);
    }
    return image;
  }

  /**
   * An interleaved image with the stored values, for file writers that take rasters as they are.
   *
   * @param colours 1 or 3 colour bands
   */
  static BufferedImage interleaved(Picture picture, int colours, boolean withAlpha, int depth) {
    ColorSpace space =
        ColorSpace.getInstance(colours == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    return interleaved(picture, space, withAlpha, depth);
  }

  /** The stored values in the colour space of a profile for one or three channels. */
  static BufferedImage ofPicture(Picture picture, ICC_Profile profile) {
    return interleaved(picture, new ICC_ColorSpace(profile), picture.hasAlpha(), picture.depth());
  }

  private static BufferedImage interleaved(
      Picture picture, ColorSpace space, boolean withAlpha, int depth) {
    int colours = space.getNumComponents();
    int bands = colours + (withAlpha ? 1 : 0);
    int transfer = depth == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
    ColorModel model =
        new ComponentColorModel(
            space,
            withAlpha,
            false,
            withAlpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            transfer);
    int width = picture.width();
    WritableRaster raster =
        Raster.createInterleavedRaster(transfer, width, picture.height(), bands, null);
    int[] row = new int[Math.multiplyExact(width, bands)];
    for (int y = 0; y < picture.height(); y++) {
      for (int b = 0; b < bands; b++) {
        Samples plane =
            b == colours ? picture.alphaSamples() : picture.colour(picture.gray() ? 0 : b);
        for (int x = 0; x < width; x++) {
          row[x * bands + b] = toDepth(plane.get(y * width + x), picture.depth(), depth);
        }
      }
      raster.setPixels(0, y, width, 1, row);
    }
    return new BufferedImage(model, raster, false, null);
  }

  /** The picture with 8 bits. */
  static Picture rounded(Picture picture) {
    Samples[] colours = new Samples[picture.colourCount()];
    for (int c = 0; c < colours.length; c++) {
      colours[c] = rounded(picture.colour(c), picture.depth());
    }
    Samples alpha = picture.hasAlpha() ? rounded(picture.alphaSamples(), picture.depth()) : null;
    return new Picture(picture.width(), picture.height(), 8, colours, alpha);
  }

  private static Samples rounded(Samples plane, int depth) {
    Samples out = Samples.allocate(plane.count(), 8);
    for (int i = 0; i < out.count(); i++) {
      out.set(i, toDepth(plane.get(i), depth, 8));
    }
    return out;
  }

  /** Rounds a sample to another depth; 255 and 65535 are the same white. */
  static int toDepth(int value, int from, int to) {
    if (from == to) {
      return value;
    }
    // 65535 = 257 * 255, an odd number: there are no ties.
    return to == 16 ? value * 257 : (value + 128) / 257;
  }
}
