package io.github.resshift.cli.reproduce;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.report.PictureSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pictures of a table's data, paired by name.
 *
 * @param inputs what is restored
 * @param truth what it is compared with
 * @param masks where holes are
 */
public record Pairs(PictureSet inputs, Optional<PictureSet> truth, Optional<PictureSet> masks) {
  /**
   * Looks into a folder.
   *
   * @param limit the most pictures, the first ones by name; 0 for all
   * @throws ResShiftException if a folder or the partner of a picture is missing
   */
  public static Pairs of(PaperTable table, Path data, int limit) {
    Path small = data.resolve("lq");
    boolean alone = table.folders().size() == 1;
    PictureSet inputs = PictureSet.of("input", alone && !Files.isDirectory(small) ? data : small);
    inputs = limited(inputs, limit);
    return new Pairs(
        inputs,
        table.hasTruth()
            ? Optional.of(partners("truth", data.resolve("gt"), inputs))
            : Optional.empty(),
        table.folders().contains("mask")
            ? Optional.of(partners("mask", data.resolve("mask"), inputs))
            : Optional.empty());
  }

  private static PictureSet limited(PictureSet set, int limit) {
    Map<String, Path> first = new TreeMap<>();
    set.pictures().entrySet().stream()
        .limit(limit > 0 ? limit : Long.MAX_VALUE)
        .forEach(entry -> first.put(entry.getKey(), entry.getValue()));
    return new PictureSet(set.label(), set.folder(), first);
  }

  private static PictureSet partners(String label, Path folder, PictureSet of) {
    PictureSet all = PictureSet.of(label, folder);
    Map<String, Path> chosen = new TreeMap<>();
    for (String name : of.pictures().keySet()) {
      Path file = all.pictures().get(name);
      if (file == null) {
        throw new ResShiftException("'" + folder + "' has no partner for '" + name + "'.");
      }
      chosen.put(name, file);
    }
    return new PictureSet(label, folder, chosen);
  }
}
