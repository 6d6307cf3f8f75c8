package io.github.resshift.catalog;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.Verification.Status;
import io.github.resshift.config.ConfigNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model that comes along. Weights are mapped from a file, so those in a jar are copied once to
 * the cache, under a name with their digest: another version of the program has another file.
 */
final class BundledModel {
  private static final int DIGITS = 12;

  private final ModelDescription description;
  private final URL weights;

  private BundledModel(ModelDescription description, URL weights) {
    this.description = description;
    this.weights = weights;
  }

  /** The model of {@code resshift-model-bundled}; absent where that is not on the class path. */
  static Optional<BundledModel> find() {
    return find(
        BundledModel.class.getClassLoader().getResource("META-INF/resshift/bundled/model.yaml"));
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
      String file = description.networkWeights().map(Weights::file).orElse("");
      if (!file.matches("[A-Za-z0-9._-]+") || description.firstStageWeights().isPresent()) {
        throw new CatalogException(
            "The bundled model.yaml must name one weights file beside it, not '" + file + "'.");
      }
      return Optional.of(new BundledModel(description, new URL(modelFile, file)));
    } catch (IOException e) {
      throw new CatalogException("The bundled model cannot be read: " + e.getMessage() + ".", e);
    }
  }

  ModelDescription description() {
    return description;
  }

  /** Where the weights lie or will be copied to: the resources' own folder, or the cache's. */
  Path location(Path folder) {
    try {
      if (isFile()) {
        return Path.of(weights.toURI());
      }
      return folder.resolve(description.name() + "-" + digest().substring(0, DIGITS) + extension());
    } catch (IOException | URISyntaxException e) {
      throw new CatalogException("The bundled weights cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** A file with the weights, copied to {@code folder} where they lie in a jar. */
  Path weightsFile(Path folder) {
    Path file = location(folder);
    try {
      if (!isFile()) {
        String digest = digest();
        if (!isGoodCopy(file, digest)) {
          copyTo(file, digest);
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

  /** Hashes the weights, whatever the record of their copy says. */
  Verification verify(Path folder) {
    Path file = weightsFile(folder);
    try {
      String expected = digest();
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

  private boolean isFile() {
    return "file".equals(weights.getProtocol());
  }

  private String extension() {
    String file = description.networkWeights().orElseThrow().file();
    return file.substring(Math.max(0, file.lastIndexOf('.')));
  }

  /** The digest that the model file states; a build without it costs a pass over the weights. */
  private String digest() throws IOException {
    Optional<String> stated = description.networkWeights().orElseThrow().sha256();
    if (stated.isPresent()) {
      return stated.get();
    }
    try (InputStream in = weights.openStream()) {
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

  private void copyTo(Path file, String digest) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = AtomicFiles.temporary(file.getParent());
    try {
      String copied;
      try (InputStream in = weights.openStream();
          OutputStream out = Files.newOutputStream(temporary)) {
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
      AtomicFiles.publish(temporary, file);
      FileRecord.of(file, digest, "bundled").write(file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
