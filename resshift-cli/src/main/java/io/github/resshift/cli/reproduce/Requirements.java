package io.github.resshift.cli.reproduce;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.MeasureFiles;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ResolvedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a table needs, seen before anything runs.
 *
 * @param data sentences about data that are missing; nothing can be done without them
 * @param models sentences by the models whose files are missing
 * @param measures sentences by the measures whose files are missing
 */
public record Requirements(
    List<String> data, Map<String, String> models, Map<String, String> measures) {
  /** A model with made-up weights in the architecture of a published one: {@code random:NAME}. */
  static final String RANDOM = "random:";

  private static final String LPIPS = "lpips";

  /** Whether all is there. */
  public boolean met() {
    return data.isEmpty() && models.isEmpty() && measures.isEmpty();
  }

  /** All sentences, in the order in which they are to be read. */
  public List<String> sentences() {
    List<String> all = new ArrayList<>(data);
    models.forEach((name, sentence) -> all.add("model " + name + ": " + sentence));
    measures.forEach((name, sentence) -> all.add("measure " + name + ": " + sentence));
    return all;
  }

  /**
   * Looks for what a table needs.
   *
   * @param lpipsFiles whether files for LPIPS are named elsewhere
   */
  public static Requirements of(
      PaperTable table,
      Path data,
      int limit,
      List<String> models,
      ModelCatalog catalog,
      boolean lpipsFiles) {
    List<String> noData = new ArrayList<>();
    try {
      Pairs.of(table, data, limit);
    } catch (ResShiftException e) {
      noData.add("data: " + e.getMessage() + " Needed: " + table.data());
    }
    Map<String, String> noModels = new java.util.LinkedHashMap<>();
    for (String model : models) {
      try {
        requireFiles(model, catalog);
      } catch (ResShiftException e) {
        noModels.put(model, e.getMessage());
      }
    }
    Map<String, String> noMeasures = new java.util.LinkedHashMap<>();
    if (table.measures().contains(LPIPS) && !lpipsFiles) {
      MeasureFiles files = catalog.measureFiles();
      try {
        files.ready(files.find("lpips-alex").orElseThrow());
      } catch (ResShiftException e) {
        noMeasures.put(LPIPS, e.getMessage());
      }
    }
    return new Requirements(noData, noModels, noMeasures);
  }

  private static void requireFiles(String model, ModelCatalog catalog) {
    if (model.startsWith(RANDOM)) {
      catalog.entry(model.substring(RANDOM.length()));
      return;
    }
    ResolvedModel resolved = catalog.resolve(model);
    if (resolved.description().network().hasWeights()) {
      resolved.networkFile();
    }
    resolved.firstStageFile();
    resolved.guideFile();
  }
}
