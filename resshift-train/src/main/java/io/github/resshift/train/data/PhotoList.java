package io.github.resshift.train.data;

import io.github.resshift.ResShiftException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The photographs of a training run, in a fixed order.
 *
 * @param places what the user named
 * @param entries the photographs of all places, one place after the other
 */
public record PhotoList(List<Path> places, List<Entry> entries) {
  private static final String LIST_NAME = "photos.tsv";
  private static final Set<String> SUFFIXES =
      Set.of("jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp");

  /**
   * One photograph.
   *
   * @param root folder that the name starts from
   * @param name path relative to the root, with {@code /}
   * @param downscale factor by which its sides are divided before use, at least 1
   */
  public record Entry(Path root, String name, int downscale) {
    /** Where its file is. */
    public Path path() {
      return root.resolve(name);
    }
  }

  /** Copies the lists. */
  public PhotoList {
    places = List.copyOf(places);
    entries = List.copyOf(entries);
  }

  /**
   * Reads one place; see {@link #read(List)}.
   *
   * @throws ResShiftException if there is nothing there or a line is wrong
   */
  public static PhotoList read(Path place) {
    return read(List.of(place));
  }

  /**
   * Reads what the user names. Each place is a folder with {@code photos.tsv} in it, a folder of
   * pictures (taken with all its sub-folders, in order of name), or a text file with one path a
   * line, relative to the file, and perhaps a tab and a downscale factor after it. What several
   * places hold counts as often.
   *
   * @throws ResShiftException if there is nothing at a place or a line is wrong
   */
  public static PhotoList read(List<Path> places) {
    List<Entry> all = new ArrayList<>();
    for (Path place : places) {
      List<Entry> entries = entries(place);
      if (entries.isEmpty()) {
        throw new ResShiftException(
            "There are no pictures in "
                + place
                + "; give a folder with .jpg, .png, .webp, .tif or"
                + " .bmp files.");
      }
      all.addAll(entries);
    }
    return new PhotoList(places, all);
  }

  private static List<Entry> entries(Path place) {
    try {
      if (Files.isRegularFile(place)) {
        return readTable(place);
      }
      if (Files.isRegularFile(place.resolve(LIST_NAME))) {
        return readTable(place.resolve(LIST_NAME));
      }
      if (Files.isDirectory(place)) {
        return scan(place);
      }
    } catch (IOException e) {
      throw new ResShiftException("Cannot read the photographs at " + place + ": " + e, e);
    }
    throw new ResShiftException(
        "There is no folder or list of photographs at " + place + "; give an existing one.");
  }

  /**
   * SHA-256 over names, factors and file sizes in order, as 64 hex digits: tells whether two runs
   * read the same data. It does not depend on where the places are.
   */
  public String digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Entry entry : entries) {
        Path file = entry.path();
        long bytes = Files.isRegularFile(file) ? Files.size(file) : -1;
        String line = entry.name() + "\t" + entry.downscale() + "\t" + bytes + "\n";
        sha.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new ResShiftException("Cannot read the photographs at " + places.get(0) + ": " + e, e);
    }
  }

  private static List<Entry> readTable(Path table) throws IOException {
    Path root = table.toAbsolutePath().getParent();
    List<Entry> entries = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(table)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split("\t");
      int factor = columns.length > 1 ? factor(table, number, columns[1]) : 1;
      entries.add(new Entry(root, columns[0], factor));
    }
    return entries;
  }

  private static int factor(Path table, int line, String text) {
    try {
      int factor = Integer.parseInt(text.strip());
      if (factor >= 1 && factor <= 64) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers out of range.
    }
    throw new ResShiftException(
        table
            + ", line "
            + line
            + ": the downscale factor must be a whole number from 1 to 64,"
            + " not '"
            + text
            + "'.");
  }

  private static List<Entry> scan(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(PhotoList::isPicture)
          .sorted()
          .map(name -> new Entry(folder, name, 1))
          .toList();
    }
  }

  private static boolean isPicture(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && SUFFIXES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }
}
