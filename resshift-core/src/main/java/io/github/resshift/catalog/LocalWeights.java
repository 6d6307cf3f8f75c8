package io.github.resshift.catalog;

import io.github.resshift.catalog.ModelDescription.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the weights files that a model file outside the cache names by relative paths. */
final class LocalWeights {
  private final String modelFile;
  private final List<Path> folders;
  private final WeightStore store;

  /**
   * A search in {@code folders}, in this order, then among the published files in the cache.
   *
   * @param modelFile the file that names the weights, for messages
   */
  LocalWeights(String modelFile, List<Path> folders, WeightStore store) {
    this.modelFile = modelFile;
    this.folders = List.copyOf(folders);
    this.store = store;
  }

  /** The file, with its length and digest checked where the model file states them. */
  Path find(Weights weights) {
    for (Path folder : folders) {
      Path file = folder.resolve(weights.file()).normalize();
      if (Files.isRegularFile(file)) {
        return checked(file, weights);
      }
    }
    String name = Path.of(weights.file()).getFileName().toString();
    Weights cached = new Weights(name, weights.url(), weights.sha256(), weights.bytes());
    Optional<String> published = PublishedModels.modelWith(name);
    if (published.isPresent() && store.has(cached)) {
      return store.ready(published.get(), cached);
    }
    throw new CatalogException(
        "'"
            + modelFile
            + "' names the weights '"
            + weights.file()
            + "', which are not there: "
            + published.map(model -> "run 'resshift models fetch " + model + "', or ").orElse("")
            + weights.url().map(url -> "download " + url + " and ").orElse("")
            + "put the file at '"
            + folders.get(0).resolve(weights.file()).normalize()
            + "'.");
  }

  private static Path checked(Path file, Weights weights) {
    try {
      long bytes = Files.size(file);
      if (weights.bytes().isPresent() && weights.bytes().getAsLong() != bytes) {
        throw new CatalogException(
            "'"
                + file
                + "' has "
                + bytes
                + " bytes, but its model file says "
                + weights.bytes().getAsLong()
                + "; it is damaged or another file.");
      }
      if (weights.sha256().isPresent()) {
        String digest = Sha256.of(file);
        if (!digest.equals(weights.sha256().get())) {
          throw new CatalogException(
              "'"
                  + file
                  + "' has the sha256 "
                  + digest
                  + ", but its model file says "
                  + weights.sha256().get()
                  + "; it is damaged or another file.");
        }
      }
      return file;
    } catch (IOException e) {
      throw WeightStore.unusable(file, e);
    }
  }
}
