package io.github.resshift.image;

import java.util.function.Consumer;

/** Pictures in cyan, magenta, yellow and black without a profile that says how these look. */
final class Inks {
  private static final int CHANNELS = 4;

  private Inks() {}

  /**
   * Each ink takes away its share of one primary, black of all three: what viewers show in such a
   * case, which is a guess, as a note says. Gray and RGB pictures are returned as they are.
   */
  static Picture toRgb(String name, Picture picture, Consumer<String> notes) {
    if (picture.colourCount() != CHANNELS) {
      return picture;
    }
    notes.accept(name + ": how its CMYK colours look is a guess, because no profile says it");
    long white = picture.white();
    Samples black = picture.colour(CHANNELS - 1);
    Samples[] planes = new Samples[CHANNELS - 1];
    for (int c = 0; c < planes.length; c++) {
      Samples ink = picture.colour(c);
      planes[c] = Samples.allocate(ink.count(), picture.depth());
      for (int i = 0; i < ink.count(); i++) {
        long light = (white - ink.get(i)) * (white - black.get(i));
        planes[c].set(i, (int) ((light + white / 2) / white));
      }
    }
    return new Picture(
        picture.width(), picture.height(), picture.depth(), planes, picture.alphaSamples());
  }
}
