package io.github.resshift.cli.report;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.batch.Exclusions;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.jobs.batch.LeftOut.Why;
import io.github.resshift.jobs.batch.PictureNames;
import io.github.resshift.jobs.batch.Readability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * @param leftOut what lies in the folder and does not belong to the set
 */
public record PictureSet(
    String label, Path folder, Map<String, Path> pictures, List<LeftOut> leftOut) {
  /** A set of which nothing is left out. */
  public PictureSet(String label, Path folder, Map<String, Path> pictures) {
    this(label, folder, pictures, List.of());
  }

  /** As below, without exclusions. */
  public static PictureSet of(String label, Path folder) {
    return of(label, folder, Exclusions.NONE);
  }

  /**
   * Looks for all pictures below a folder. Of several files of one name those are left out that
   * cannot be read.
   *
   * @throws ResShiftException if there is no such folder, no picture in it, or two of one name
   */
  public static PictureSet of(String label, Path folder, Exclusions exclusions) {
    if (!Files.isDirectory(folder)) {
      throw new ResShiftException("There is no folder '" + folder + "'.");
    }
    Inputs found =
        InputFinder.find(List.of(FileNames.text(folder)), folder.resolve("."), exclusions);
    Map<String, List<Path>> names = new TreeMap<>();
    for (Inputs.Source source : found.pictures()) {
      names
          .computeIfAbsent(PictureNames.withoutSuffix(source.place()), name -> new ArrayList<>())
          .add(source.file());
    }
    List<LeftOut> leftOut = new ArrayList<>(found.leftOut());
    Map<String, Path> pictures = new TreeMap<>();
    names.forEach((name, files) -> pictures.put(name, only(files, leftOut)));
    if (pictures.isEmpty()) {
      throw new ResShiftException("There are no pictures in '" + folder + "'.");
    }
    return new PictureSet(label, folder, pictures, List.copyOf(leftOut));
  }

  private static Path only(List<Path> files, List<LeftOut> leftOut) {
    List<Path> good = files;
    if (files.size() > 1) {
      good = files.stream().filter(file -> Readability.problem(file).isEmpty()).toList();
      if (good.isEmpty()) {
        good = files.subList(0, 1);
      }
      for (Path file : files) {
        if (!good.contains(file)) {
          leftOut.add(new LeftOut(file, Why.UNREADABLE));
        }
      }
    }
    if (good.size() > 1) {
      throw new ResShiftException(
          "'" + good.get(0) + "' and '" + good.get(1) + "' have one name; rename or move one.");
    }
    return good.get(0);
  }
}
