package io.github.resshift.image.meta;

import io.github.resshift.image.meta.TagTree.Directory;
import java.util.HashSet;
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
  private static final int COLOUR_SPACE = 0xA001;
  private static final int GAMMA = 0xA500;
  private static final int INTEROP_INDEX = 1;
  private static final int INTEROP_VERSION = 2;
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

  /** Here in the files of some cameras: the host computer, the owner's name, serial numbers. */
  private static final Set<Integer> PERSONAL_MAIN =
      Set.of(316, 0xA430, 0xA431, 0xA435, 0xC62F, 0xFDE8, 0xFDE9);

  /**
   * What may stay of the camera's tags when nothing private may: exposure, lens, dates, comments.
   * It is a list of what stays, so that tags which makers invent do not slip through. Not in it:
   * the maker's notes, the owner's and the editor's name, serial numbers, the picture's number,
   * weather.
   */
  private static final Set<Integer> PUBLIC_EXIF = new HashSet<>();

  static {
    for (int[] range :
        new int[][] {
          {0x829A, 0x829D}, {0x8822, 0x8831}, {0x8833, 0x8835}, {0x9000, 0x9012}, {0x9101, 0x9102},
          {0x9201, 0x920B}, {0x9214, 0x9214}, {0x9286, 0x9286}, {0x9290, 0x9292}, {0x9405, 0x9405},
          {0xA000, 0xA003}, {0xA20B, 0xA217}, {0xA300, 0xA302}, {0xA401, 0xA40A}, {0xA40C, 0xA40C},
          {0xA432, 0xA434}, {0xA436, 0xA437}, {0xA439, 0xA43C}, {0xA460, 0xA462}
        }) {
      for (int tag = range[0]; tag <= range[1]; tag++) {
        PUBLIC_EXIF.add(tag);
      }
    }
  }

  private TagRules() {}

  /** Makes the tags those of a result; storage, thumbnails and all unknown main tags go. */
  static void apply(TagTree tree, MetadataPolicy policy, Truth truth, Provenance made) {
    SortedMap<Integer, Field> main = tree.of(Directory.MAIN);
    describe(tree);
    if (main.containsKey(ORIENTATION)) {
      main.put(ORIENTATION, Field.shorts(1));
    }
    SortedMap<Integer, Field> exif = tree.of(Directory.EXIF);
    TagCounts.correct(exif, truth.placement());
    exif.remove(GAMMA);
    if (exif.containsKey(COLOUR_SPACE)) {
      exif.put(COLOUR_SPACE, Field.shorts(truth.colourSpace()));
    }
    if (!exif.isEmpty()) {
      exif.put(PIXEL_X, Field.longs(truth.width()));
      exif.put(PIXEL_Y, Field.longs(truth.height()));
    }
    exchange(tree.of(Directory.INTEROP), truth);
    if (policy == MetadataPolicy.PRIVATE) {
      tree.of(Directory.GPS).clear();
      main.keySet().removeAll(PERSONAL_MAIN);
      exif.keySet().retainAll(PUBLIC_EXIF);
    }
    if (made != null) {
      software(tree, made);
    }
  }

  /** The rule for exchange names a colour space, and sizes that were those of the source. */
  private static void exchange(SortedMap<Integer, Field> interop, Truth truth) {
    interop.keySet().retainAll(Set.of(INTEROP_INDEX, INTEROP_VERSION));
    Field index = interop.get(INTEROP_INDEX);
    if (index != null && truth.srgb()) {
      interop.put(INTEROP_INDEX, Field.text("R98"));
    } else if (index != null && index.string().equals("R98")) {
      interop.clear();
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
