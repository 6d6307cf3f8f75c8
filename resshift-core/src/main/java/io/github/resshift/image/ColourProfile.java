package io.github.resshift.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.function.Consumer;

/**
 * What to do about an embedded ICC profile: convert to sRGB, or work on the values as they are and
 * embed the profile in the result. The latter clips no colour and changes no value; it needs an
 * encoding that spreads the shades as sRGB does, which is what networks know.
 */
final class ColourProfile {
  /** Rows that are converted at a time. */
  private static final int ROWS = 64;

  /** Steps of the colour cube that tell whether a profile differs from sRGB. */
  private static final int PROBE = 6;

  /** Gamma 1.8 moves the middle by 18 levels of 255, linear light by 60. */
  private static final int MAX_SHIFT = 32;

  private ColourProfile() {}

  /**
   * Converts to sRGB; a profile that moves no colour of a coarse cube by more than one level of 255
   * is sRGB under another name and leaves the samples untouched. A profile that does not fit or is
   * broken is not used, which is said in a note.
   */
  static Picture toSrgb(String name, Picture picture, ICC_Profile profile, Consumer<String> notes) {
    int channels = picture.colourCount();
    if (profile.getNumComponents() != channels) {
      notes.accept(
          String.format(
              "%s: its colour profile is for %d channels and the picture has %d; it is not used",
              name, profile.getNumComponents(), channels));
      return picture;
    }
    try {
      ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
      ColorConvertOp op = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
      return isSrgb(op, channels) ? picture : convert(op, picture);
    } catch (CMMException | IllegalArgumentException e) {
      notes.accept(name + ": its colour profile is damaged; the values are taken as sRGB");
      return picture;
    }
  }

  /**
   * Whether a network can work on the values: they have another meaning than sRGB, but grays are
   * about as bright and each primary is mostly itself. Profiles of displays and of photographers
   * (Display P3, Adobe RGB, ProPhoto, gamma 1.8 to 2.6) are such; linear light is not.
   */
  static boolean isWorkingSpace(Picture picture, ICC_Profile profile) {
    int channels = picture.colourCount();
    if (profile.getNumComponents() != channels) {
      return false;
    }
    try {
      ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
      ColorConvertOp op = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
      return !isSrgb(op, channels) && spreadsLikeSrgb(op, channels);
    } catch (CMMException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean spreadsLikeSrgb(ColorConvertOp op, int channels) {
    int grays = 16;
    int primaries = channels == 1 ? 0 : channels;
    WritableRaster in = raster(DataBuffer.TYPE_BYTE, grays + primaries, 1, channels);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < grays; i++) {
        in.setSample(i, 0, c, i * 255 / (grays - 1));
      }
    }
    for (int c = 0; c < primaries; c++) {
      in.setSample(grays + c, 0, c, 255);
    }
    WritableRaster out = raster(DataBuffer.TYPE_BYTE, grays + primaries, 1, 3);
    op.filter(in, out);
    for (int i = 0; i < grays; i++) {
      for (int c = 0; c < 3; c++) {
        if (Math.abs(in.getSample(i, 0, 0) - out.getSample(i, 0, c)) > MAX_SHIFT) {
          return false;
        }
      }
    }
    for (int c = 0; c < primaries; c++) {
      for (int other = 0; other < 3; other++) {
        if (out.getSample(grays + c, 0, other) > out.getSample(grays + c, 0, c)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isSrgb(ColorConvertOp op, int channels) {
    int count = channels == 1 ? PROBE : PROBE * PROBE * PROBE;
    WritableRaster in = raster(DataBuffer.TYPE_BYTE, count, 1, channels);
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int c = 0; c < channels; c++, rest /= PROBE) {
        in.setSample(i, 0, c, rest % PROBE * 255 / (PROBE - 1));
      }
    }
    WritableRaster out = raster(DataBuffer.TYPE_BYTE, count, 1, 3);
    op.filter(in, out);
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < 3; c++) {
        int before = in.getSample(i, 0, channels == 1 ? 0 : c);
        if (Math.abs(before - out.getSample(i, 0, c)) > 1) {
          return false;
        }
      }
    }
    return true;
  }

  private static Picture convert(ColorConvertOp op, Picture picture) {
    int width = picture.width();
    int channels = picture.colourCount();
    Samples[] planes = new Samples[channels];
    for (int c = 0; c < channels; c++) {
      planes[c] = Samples.allocate(picture.colour(c).count(), picture.depth());
    }
    int transfer = picture.depth() == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
    int[] row = new int[width];
    for (int top = 0; top < picture.height(); top += ROWS) {
      int rows = Math.min(ROWS, picture.height() - top);
      WritableRaster in = raster(transfer, width, rows, channels);
      WritableRaster out = raster(transfer, width, rows, 3);
      for (int c = 0; c < channels; c++) {
        for (int y = 0; y < rows; y++) {
          for (int x = 0; x < width; x++) {
            row[x] = picture.colour(c).get((top + y) * width + x);
          }
          in.setSamples(0, y, width, 1, c, row);
        }
      }
      op.filter(in, out);
      // A gray profile gives three equal channels: the first one is the gray value.
      for (int c = 0; c < channels; c++) {
        for (int y = 0; y < rows; y++) {
          out.getSamples(0, y, width, 1, c, row);
          for (int x = 0; x < width; x++) {
            planes[c].set((top + y) * width + x, row[x]);
          }
        }
      }
    }
    return new Picture(width, picture.height(), picture.depth(), planes, picture.alphaSamples());
  }

  private static WritableRaster raster(int transfer, int width, int height, int bands) {
    return Raster.createInterleavedRaster(transfer, width, height, bands, null);
  }
}
