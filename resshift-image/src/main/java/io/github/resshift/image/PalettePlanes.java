package io.github.resshift.image;

/** Planes that are filled through a palette; a palette of grays gives a gray picture. */
final class PalettePlanes {
  private final int[] argb;
  private final Samples[] colours;
  private final Samples alpha;

  /**
   * @param argb the palette's entries, 8 bits a component
   */
  PalettePlanes(int[] argb, boolean hasAlpha, int count) {
    this.argb = argb;
    this.colours = new Samples[isGray(argb) ? 1 : 3];
    for (int c = 0; c < colours.length; c++) {
      colours[c] = Samples.allocate(count, 8);
    }
    this.alpha = hasAlpha ? Samples.allocate(count, 8) : null;
  }

  private static boolean isGray(int[] argb) {
    for (int entry : argb) {
      if ((entry >> 16 & 0xFF) != (entry & 0xFF) || (entry >> 8 & 0xFF) != (entry & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  int size() {
    return argb.length;
  }

  void set(int at, int index) {
    int entry = argb[index];
    if (colours.length == 1) {
      colours[0].set(at, entry & 0xFF);
    } else {
      colours[0].set(at, entry >> 16 & 0xFF);
      colours[1].set(at, entry >> 8 & 0xFF);
      colours[2].set(at, entry & 0xFF);
    }
    if (alpha != null) {
      alpha.set(at, entry >>> 24);
    }
  }

  /** An opaque gray that need not be in the palette. */
  void setGray(int at, int gray) {
    for (Samples plane : colours) {
      plane.set(at, gray);
    }
    if (alpha != null) {
      alpha.set(at, 0xFF);
    }
  }

  Picture picture(int width, int height) {
    return new Picture(width, height, 8, colours, alpha);
  }
}
