package io.github.resshift.image.meta;

import io.github.resshift.image.meta.TagTree.Directory;
import java.util.Set;
import java.util.SortedMap;

/** Which tags of a source are still true of a result, and which are nobody's business. */
final class TagRules {
  private static final int IMAGE_DESCRIPTION = 270;
  private static final int ORIENTATION = 274;
  private static final int X_RESOLUTION = 282;
  private static final int Y_RESOLUTION = 283;
  private static final int RESOLUTION_UNIT = 296;
  private static final int SOFTWARE = 305;
  private static final int PIXEL_X = 0xA002;
  private static final int PIXEL_Y = 0xA003;
  private static final int CENTIMETRE = 3;

  /** Text about the picture and its author; the rest says how the samples were stored. */
  private static final Set<Integer> DESCRIPTIVE =
      Set.of(
          269, // document name
          IMAGE_DESCRIPTION,
          271, // make
          272, // model
          ORIENTATION,
          X_RESOLUTION,
          Y_RESOLUTION,
          285, // page name
          RESOLUTION_UNIT,
          297, // page number
          SOFTWARE,
          306, // date and time
          315, // artist
          316, // host computer
          0x4746, // rating
          0x4749, // rating in per cent
          0x8298, // copyright
          0x9C9B, // title, comment, author, keywords, subject of Windows
          0x9C9C,
          0x9C9D,
          0x9C9E,
          0x9C9F,
          0xA430, // here in the files of some cameras: the owner's name, serial numbers
          0xA431,
          0xA435,
          0xC62F,
          0xFDE8,
          0xFDE9);

  /** The owner's name, serial numbers of body and lens, the picture's number, maker's notes. */
  private static final Set<Integer> PERSONAL =
      Set.of(316, 0xA420, 0xA430, 0xA431, 0xA435, 0xC62F, 0xFDE8, 0xFDE9, TagTree.MAKER_NOTE);

  private TagRules() {}

  /** Makes the tags those of a result; storage, thumbnails and all unknown main tags go. */
  static void apply(TagTree tree, MetadataPolicy policy, int width, int height, Provenance made) {
    SortedMap<Integer, Field> main = tree.of(Directory.MAIN);
    describe(tree);
    if (main.containsKey(ORIENTATION)) {
      main.put(ORIENTATION, Field.shorts(1));
    }
    SortedMap<Integer, Field> exif = tree.of(Directory.EXIF);
    if (!exif.isEmpty()) {
      exif.put(PIXEL_X, Field.longs(width));
      exif.put(PIXEL_Y, Field.longs(height));
    }
    if (policy == MetadataPolicy.PRIVATE) {
      tree.of(Directory.GPS).clear();
      main.keySet().removeAll(PERSONAL);
      exif.keySet().removeAll(PERSONAL);
    }
    if (made != null) {
      software(tree, made);
    }
  }

  /** Leaves only what describes the picture. */
  static void describe(TagTree tree) {
    tree.of(Directory.MAIN).keySet().retainAll(DESCRIPTIVE);
  }

  /** States the program. */
  static void software(TagTree tree, Provenance made) {
    tree.of(Directory.MAIN).put(SOFTWARE, Field.text(made.software()));
  }

  /** The resolution that the tags state, or null. */
  static Density density(TagTree tree) {
    SortedMap<Integer, Field> main = tree.of(Directory.MAIN);
    Field x = main.get(X_RESOLUTION);
    Field y = main.get(Y_RESOLUTION);
    Field unit = main.get(RESOLUTION_UNIT);
    if (x == null || y == null || unit != null && unit.number() == 1) {
      return null;
    }
    boolean known = Density.plausible(x.number()) && Density.plausible(y.number());
    boolean metric = unit != null && unit.number() == CENTIMETRE;
    return known ? new Density(x.number(), y.number(), metric) : null;
  }

  /** States a resolution. */
  static void density(TagTree tree, Density density) {
    SortedMap<Integer, Field> main = tree.of(Directory.MAIN);
    main.put(X_RESOLUTION, Field.rational(density.x()));
    main.put(Y_RESOLUTION, Field.rational(density.y()));
    main.put(RESOLUTION_UNIT, Field.shorts(density.metric() ? CENTIMETRE : 2));
  }
}
