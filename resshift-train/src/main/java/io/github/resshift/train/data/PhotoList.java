package io.github.resshift.train.data;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The photographs of a training run, in a fixed order.
 *
 * @param places what the user named
 * @param entries the photographs of all places, one place after the other
 * @param leftOut files of its folders that are no pictures, hidden ones aside
 */
public record PhotoList(List<Path> places, List<Entry> entries, List<Path> leftOut) {
  private static final String LIST_NAME = "photos.tsv";

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
      return FileNames.resolve(root, name);
    }
  }

  /** Copies the lists. */
  public PhotoList {
    places = List.copyOf(places);
    entries = List.copyOf(entries);
    leftOut = List.copyOf(leftOut);
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
   * pictures (taken with all its sub-folders, in order of name), a single picture, or a text file
   * with one path a line, relative to the file, and perhaps a tab and a downscale factor after it.
   * What several places hold counts as often. In a folder the content decides what is a picture;
   * hidden folders and those that systems and network drives keep are passed over.
   *
   * @throws ResShiftException if there is nothing at a place or a line is wrong
   */
  public static PhotoList read(List<Path> places) {
    List<Entry> all = new ArrayList<>();
    List<Path> leftOut = new ArrayList<>();
    for (Path place : places) {
      List<Entry> entries = entries(place, leftOut);
      if (entries.isEmpty()) {
        throw new ResShiftException(
            "There are no pictures in "
                + place
                + "; give a folder with JPEG, PNG, WebP, TIFF, BMP or GIF files.");
      }
      all.addAll(entries);
    }
    return new PhotoList(places, all, leftOut);
  }

  private static List<Entry> entries(Path place, List<Path> leftOut) {
    try {
      if (Files.isRegularFile(place)) {
        return PictureFiles.isPicture(place) ? List.of(single(place)) : readTable(place);
      }
      if (Files.isRegularFile(place.resolve(LIST_NAME))) {
        return readTable(place.resolve(LIST_NAME));
      }
      if (Files.isDirectory(place)) {
        return scan(place, leftOut);
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
    byte[] content = Files.readAllBytes(table);
    for (byte b : content) {
      if (b == 0) {
        throw new ResShiftException(
            table
                + " is neither a picture nor a list of photographs; give a folder, a picture, or a"
                + " text file with one path a line.");
      }
    }
    for (String line : FileNames.decode(content).lines().toList()) {
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

  private static Entry single(Path picture) {
    Path file = picture.toAbsolutePath();
    return new Entry(file.getParent(), FileNames.name(file), 1);
  }

  private static List<Entry> scan(Path folder, List<Path> leftOut) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path place = folder.relativize(file);
        if (passedOver(place)) {
          continue;
        }
        if (PictureFiles.isPicture(file)) {
          entries.add(new Entry(folder, FileNames.text(place).replace('\\', '/'), 1));
        } else {
          leftOut.add(file);
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  private static boolean passedOver(Path place) {
    for (Path name : place) {
      if (PictureFiles.hidden(name) || PictureFiles.keptBySystem(name)) {
        return true;
      }
    }
    return false;
  }

  /** The folder of clean pictures: {@code gt}, or {@code hq} where there is no other. */
  public static Path clean(Path folder) {
    Path clean = folder.resolve("gt");
    return Files.isDirectory(clean) ? clean : folder.resolve("hq");
  }
}
