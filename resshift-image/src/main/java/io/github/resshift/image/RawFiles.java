package io.github.resshift.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.stream.ImageInputStream;

/**
 * Files of what a camera's sensor saw. They have to be developed; what a reader of pictures finds
 * in them is a thumbnail.
 */
final class RawFiles {
  /** Photometric interpretations of sensors: a filter in front of each pixel, or none any more. */
  private static final Set<Long> OF_SENSORS = Set.of(32803L, 34892L);

  /** Compressions that only raw files have: Sony, Samsung, Nikon, Kodak, Pentax. */
  private static final Set<Long> COMPRESSIONS =
      Set.of(32767L, 32769L, 32770L, 34713L, 65000L, 65535L);

  private static final int MAX_DIRECTORIES = 64;

  private RawFiles() {}

  /** The kind of a file that starts so and is no TIFF file; empty for others. */
  static Optional<String> byStart(String start) {
    String kind = null;
    if (start.startsWith("ftypcrx", 4)) {
      kind = "Canon CR3";
    } else if (start.startsWith("HEAPCCDR", 6)) {
      kind = "Canon CRW";
    } else if (start.startsWith("FUJIFILMCCD-RAW")) {
      kind = "Fujifilm RAF";
    } else if (start.startsWith("FOVb")) {
      kind = "Sigma X3F";
    } else if (start.startsWith("\0MRM")) {
      kind = "Minolta MRW";
    } else if (start.startsWith("IIU\0")) {
      kind = "Panasonic RW2";
    } else if (start.startsWith("IIRO") || start.startsWith("IIRS") || start.startsWith("MMOR")) {
      kind = "Olympus ORF";
    } else if (start.startsWith("ARRI") || start.startsWith("IRRA")) {
      kind = "ARRIRAW";
    } else if (start.startsWith("RED1", 4) || start.startsWith("RED2", 4)) {
      kind = "RED R3D";
    }
    return Optional.ofNullable(kind);
  }

  /** Words about such a file, for the message. */
  static String describe(String kind) {
    return "is a raw file of a camera ("
        + kind
        + "), which has to be developed first; what is in it as a picture is a thumbnail";
  }

  /** The kind of a file that looks like TIFF; empty for TIFF files with a picture. */
  static Optional<String> amongTiffs(ImageInputStream in) throws IOException {
    ByteOrder before = in.getByteOrder();
    try {
      return kind(in);
    } catch (EOFException damaged) {
      return Optional.empty(); // which the decoder says
    } finally {
      in.setByteOrder(before);
      in.seek(0);
    }
  }

  private static Optional<String> kind(ImageInputStream in) throws IOException {
    in.seek(8);
    byte[] mark = MetadataReader.bytes(in, 4);
    if (mark[0] == 'C' && mark[1] == 'R' && mark[2] == 2) {
      return Optional.of("Canon CR2");
    }
    if (mark[0] == mark[1]
        && mark[1] == mark[2]
        && mark[2] == mark[3]
        && (mark[0] == 'I' || mark[0] == 'M')) {
      return Optional.of("Phase One IIQ");
    }
    boolean big = TiffDirectory.big(in);
    TiffDirectory first = TiffDirectory.read(in, TiffDirectory.first(in, big), big);
    if (first.has(TiffDirectory.DNG_VERSION)) {
      return Optional.of("DNG");
    }
    boolean ofSensor = all(in, first, big).stream().anyMatch(RawFiles::ofSensor);
    return ofSensor || hides(in, first, big) ? Optional.of(byMake(first)) : Optional.empty();
  }

  /**
   * Whether a larger picture is below the first one: pyramids have the large one in front and the
   * small ones below it, raw files the reverse.
   */
  private static boolean hides(ImageInputStream in, TiffDirectory first, boolean big)
      throws IOException {
    for (long place : first.numbers(TiffDirectory.SUB_DIRECTORIES)) {
      try {
        TiffDirectory below = TiffDirectory.read(in, place, big);
        if (!below.reduced() && area(below) > area(first)) {
          return true;
        }
      } catch (EOFException damaged) {
        // One less to judge by.
      }
    }
    return false;
  }

  /** Directories of the chain and below them. */
  private static List<TiffDirectory> all(ImageInputStream in, TiffDirectory first, boolean big)
      throws IOException {
    List<TiffDirectory> found = new ArrayList<>(List.of(first));
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < found.size(); i++) {
      TiffDirectory directory = found.get(i);
      List<Long> places = new ArrayList<>(List.of(directory.next()));
      for (long place : directory.numbers(TiffDirectory.SUB_DIRECTORIES)) {
        places.add(place);
      }
      for (long place : places) {
        if (place != 0 && found.size() < MAX_DIRECTORIES && seen.add(place)) {
          try {
            found.add(TiffDirectory.read(in, place, big));
          } catch (EOFException damaged) {
            // One less to judge by.
          }
        }
      }
    }
    return found;
  }

  private static boolean ofSensor(TiffDirectory directory) {
    return OF_SENSORS.contains(directory.number(TiffDirectory.PHOTOMETRIC, 0))
        || COMPRESSIONS.contains(directory.number(TiffDirectory.COMPRESSION, 1));
  }

  private static long area(TiffDirectory directory) {
    return directory.number(TiffDirectory.WIDTH, 0) * directory.number(TiffDirectory.HEIGHT, 0);
  }

  private static String byMake(TiffDirectory first) {
    String make = first.text(TiffDirectory.MAKE).toUpperCase(Locale.ROOT);
    String[][] kinds = {
      {"NIKON", "Nikon NEF"},
      {"SONY", "Sony ARW"},
      {"PENTAX", "Pentax PEF"},
      {"RICOH", "Pentax PEF"},
      {"SAMSUNG", "Samsung SRW"},
      {"HASSELBLAD", "Hasselblad 3FR"},
      {"KODAK", "Kodak DCR"},
      {"EASTMAN", "Kodak DCR"},
      {"EPSON", "Epson ERF"},
      {"SEIKO", "Epson ERF"},
      {"MAMIYA", "Mamiya MEF"},
      {"LEAF", "Leaf MOS"},
      {"LEICA", "Leica raw"},
      {"CANON", "Canon raw"},
      {"OLYMPUS", "Olympus raw"},
      {"PANASONIC", "Panasonic raw"}
    };
    for (String[] kind : kinds) {
      if (make.startsWith(kind[0])) {
        return kind[1];
      }
    }
    return "its picture is behind a thumbnail or not developed";
  }
}
