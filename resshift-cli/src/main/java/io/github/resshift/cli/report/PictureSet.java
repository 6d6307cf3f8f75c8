package io.github.resshift.cli.report;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pictures of a folder by their names: paths below the folder without the suffix and with
 * forward slashes, so that {@code a.jpg} and its result {@code a.png} have one name.
 *
 * @param label what reports call the set
 * @param folder the folder
 * @param pictures the files by name, sorted
 */
public record PictureSet(String label, Path folder, Map<String, Path> pictures) {
  /**
   * Looks for all pictures below a folder.
   *
   * @throws ResShiftException if there is no such folder, no picture in it, or two of one name
   */
  public static PictureSet of(String label, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ResShiftException("There is no folder '" + folder + "'.");
    }
    Inputs found = InputFinder.find(List.of(folder.toString()), folder.resolve("."));
    Map<String, Path> pictures = new TreeMap<>();
    for (Inputs.Source source : found.pictures()) {
      Path other = pictures.put(name(source.place()), source.file());
      if (other != null) {
        throw new ResShiftException(
            "'" + other + "' and '" + source.file() + "' have one name; rename or move one.");
      }
    }
    if (pictures.isEmpty()) {
      throw new ResShiftException("There are no pictures in '" + folder + "'.");
    }
    return new PictureSet(label, folder, pictures);
  }

  private static String name(Path place) {
    String text = place.toString().replace('\\', '/');
    int dot = text.lastIndexOf('.');
    return dot > text.lastIndexOf('/') + 1 ? text.substring(0, dot) : text;
  }
}
