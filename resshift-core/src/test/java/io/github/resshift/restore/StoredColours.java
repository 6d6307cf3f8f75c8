package io.github.resshift.restore;

import io.github.resshift.image.Picture;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;

/** What the stored values of a picture look like under its profile. */
final class StoredColours {
  private StoredColours() {}

  /** The profile of a file that was read; sRGB where there is none. */
  static ColorSpace space(SourcePicture read) {
    return read.metadata()
        .icc()
        .<ColorSpace>map(icc -> new ICC_ColorSpace(ICC_Profile.getInstance(icc)))
        .orElseGet(() -> ColorSpace.getInstance(ColorSpace.CS_sRGB));
  }

  /** CIELAB of the pixel {@code at}. */
  static double[] lab(ColorSpace space, float[][] planes, int at) {
    float[] value = new float[space.getNumComponents()];
    for (int c = 0; c < value.length; c++) {
      value[c] = planes[c][at];
    }
    return DeltaE.lab(space.toCIEXYZ(value));
  }

  /** Red, green and blue, rows one after the other. */
  static float[][] planes(Picture picture) {
    float[][] planes = new float[3][];
    try (var scope = Scope.open()) {
      for (int c = 0; c < 3; c++) {
        planes[c] = Tensors.floats(Pixels.rgb(picture).narrow(1, c, 1));
      }
    }
    return planes;
  }
}
