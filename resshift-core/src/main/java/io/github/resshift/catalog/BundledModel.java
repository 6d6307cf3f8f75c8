package io.github.resshift.catalog;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.Verification.Status;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that comes along. Weights are mapped from files, so those in a jar are copied once to the
 * cache, under names with their digests: another version of the program has other files. Where the
 * cache cannot be written they are copied to a temporary folder for the process.
 */
final class BundledModel {
  private static final int DIGITS = 12;

  /** Copies of this process by digest; deleted at its end. */
  private static final Map<String, Path> COPIES = new HashMap<>();

  private final ModelDescription description;
  private final URL modelFile;

  private BundledModel(ModelDescription description, URL modelFile) {
    this.description = description;
    this.modelFile = modelFile;
  }

  /**
   * The model in the folder of this name of {@code resshift-model-bundled}; absent where that is
   * not on the class path.
   */
  static Optional<BundledModel> find(String name) {
    return find(
        BundledModel.class
            .getClassLoader()
            .getResource("META-INF/resshift/" + name + "/model.yaml"));
  }

  /** The model of a {@code model.yaml} that may lie in a folder or in a jar. */
  static Optional<BundledModel> find(URL modelFile) {
    if (modelFile == null) {
      return Optional.empty();
    }
    try (InputStream in = modelFile.openStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      ModelDescription description =
          ModelYaml.parse(ConfigNode.parse("the bundled model.yaml", text));
      boolean complete =
          description.hasWeights()
              && description.firstStageWeights().isEmpty()
              && description.files().stream().allMatch(w -> w.file().matches("[A-Za-z0-9._-]+"));
      if (!complete) {
        throw new CatalogException(
            "The bundled model.yaml must name weights files beside it, not "
                + description.files().stream().map(Weights::file).toList()
                + ".");
      }
      return Optional.of(new BundledModel(description, modelFile));
    } catch (IOException e) {
      throw new CatalogException("The bundled model cannot be read: " + e.getMessage() + ".", e);
    }
  }

  ModelDescription description() {
    return description;
  }

  /** Its weights files. */
  List<Weights> files() {
    return description.files();
  }

  /** Where weights lie or will be copied to: the resources' own folder, or the cache's. */
  Path location(Weights weights, Path folder) {
    URL url = url(weights);
    try {
      if (isFile(url)) {
        return Path.of(url.toURI());
      }
      String start = digest(weights).substring(0, DIGITS);
      return folder.resolve(description.name() + "-" + start + extension(weights));
    } catch (IOException | URISyntaxException e) {
      throw new CatalogException("The bundled weights cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** A file with weights, copied to {@code folder} where they lie in a jar. */
  Path weightsFile(Weights weights, Path folder) {
    Path file = location(weights, folder);
    try {
      if (!isFile(url(weights))) {
        String digest = digest(weights);
        if (!isGoodCopy(file, digest)) {
          return copied(weights, file, digest);
        }
      }
      return file;
    } catch (IOException e) {
      throw new CatalogException(
          "The bundled weights cannot be copied to '"
              + file
              + "' ("
              + e.getMessage()
              + "); RESSHIFT_HOME names another folder.",
          e);
    }
  }

  /** Hashes weights, whatever the record of their copy says. */
  Verification verify(Weights weights, Path folder) {
    Path file = weightsFile(weights, folder);
    try {
      String expected = digest(weights);
      String digest = Sha256.of(file);
      boolean right = digest.equals(expected);
      return new Verification(
          file.getFileName().toString(),
          file,
          right ? Status.RIGHT : Status.DAMAGED,
          digest,
          right ? "sha256 as built" : "sha256 " + digest + " instead of " + expected);
    } catch (IOException e) {
      throw WeightStore.unusable(file, e);
    }
  }

  private URL url(Weights weights) {
    try {
      return new URL(modelFile, weights.file());
    } catch (IOException e) {
      throw new CatalogException("The bundled weights cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static boolean isFile(URL url) {
    return "file".equals(url.getProtocol());
  }

  private static String extension(Weights weights) {
    String file = weights.file();
    return file.substring(Math.max(0, file.lastIndexOf('.')));
  }

  /** The digest that the model file states; a build without it costs a pass over the weights. */
  private String digest(Weights weights) throws IOException {
    if (weights.sha256().isPresent()) {
      return weights.sha256().get();
    }
    try (InputStream in = url(weights).openStream()) {
      return Sha256.copy(in, OutputStream.nullOutputStream());
    }
  }

  private static boolean isGoodCopy(Path file, String digest) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    Optional<FileRecord> record = FileRecord.read(file);
    if (record.isPresent() && record.get().looksUnchanged(file)) {
      return record.get().sha256().equals(digest);
    }
    return Sha256.of(file).equals(digest);
  }

  /** The copy in the cache, or one for this process alone where the cache cannot be written. */
  private Path copied(Weights weights, Path file, String digest) throws IOException {
    try {
      copyTo(weights, file, digest);
      return file;
    } catch (IOException e) {
      try {
        return forThisProcess(weights, file, digest);
      } catch (IOException again) {
        e.addSuppressed(again);
        throw e;
      }
    }
  }

  /** In a folder that nobody else can write, so that nobody else's file is taken for ours. */
  private Path forThisProcess(Weights weights, Path like, String digest) throws IOException {
    synchronized (COPIES) {
      Path known = COPIES.get(digest);
      if (known != null && Files.isRegularFile(known)) {
        return known;
      }
      Path folder = Files.createTempDirectory("resshift-");
      folder.toFile().deleteOnExit();
      Path file = folder.resolve(like.getFileName());
      file.toFile().deleteOnExit();
      copy(weights, file, digest);
      COPIES.put(digest, file);
      return file;
    }
  }

  private void copyTo(Weights weights, Path file, String digest) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = AtomicFile.part(file);
    try {
      copy(weights, temporary, digest);
      AtomicFile.publish(temporary, file);
      FileRecord.of(file, digest, "bundled").write(file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void copy(Weights weights, Path to, String digest) throws IOException {
    String copied;
    try (InputStream in = url(weights).openStream();
        OutputStream out = Files.newOutputStream(to)) {
      copied = Sha256.copy(in, out);
    }
    if (!copied.equals(digest)) {
      throw new CatalogException(
          "The bundled weights have the sha256 "
              + copied
              + " instead of "
              + digest
              + ": the program's files are damaged; install it again.");
    }
  }
}
