package io.github.resshift.catalog;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.Verification.Status;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The folder of weights files in the cache. A file counts as right when its digest is the known
 * one, or, where none is known, the one recorded when it first came here.
 */
final class WeightStore {
  private final Path folder;

  WeightStore(Path folder) {
    this.folder = folder;
  }

  /** Where a file of this name lies or would lie. */
  Path pathOf(String fileName) {
    return folder.resolve(fileName);
  }

  boolean has(Weights weights) {
    return Files.isRegularFile(pathOf(weights.file()));
  }

  /**
   * The path of a file that is there and right. It is hashed when it is new here or was touched.
   *
   * @throws CatalogException when it is missing or damaged
   */
  Path ready(String model, Weights weights) {
    Path file = pathOf(weights.file());
    if (!Files.isRegularFile(file)) {
      throw new CatalogException(missing(model, weights));
    }
    try {
      Optional<FileRecord> record = FileRecord.read(file);
      if (record.isPresent()
          && record.get().looksUnchanged(file)
          && weights.sha256().map(record.get().sha256()::equals).orElse(true)) {
        return file;
      }
      Verification result = verify(weights);
      if (result.status() == Status.DAMAGED) {
        throw new CatalogException(
            "'"
                + file
                + "' is damaged ("
                + result.detail()
                + "); delete it and run 'resshift models fetch "
                + model
                + "'.");
      }
      return file;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Hashes a file and compares; a file that is seen for the first time is recorded. */
  Verification verify(Weights weights) {
    Path file = pathOf(weights.file());
    if (!Files.isRegularFile(file)) {
      return new Verification(weights.file(), file, Status.MISSING, "", "not there");
    }
    try {
      long bytes = Files.size(file);
      if (weights.bytes().isPresent() && weights.bytes().getAsLong() != bytes) {
        return new Verification(
            weights.file(),
            file,
            Status.DAMAGED,
            "",
            bytes + " bytes instead of " + weights.bytes().getAsLong());
      }
      Optional<FileRecord> record = FileRecord.read(file);
      Optional<String> expected = weights.sha256().or(() -> record.map(FileRecord::sha256));
      String digest = Sha256.of(file);
      if (expected.isPresent() && !expected.get().equals(digest)) {
        String detail = "sha256 " + digest + " instead of " + expected.get();
        return new Verification(weights.file(), file, Status.DAMAGED, digest, detail);
      }
      if (!weights.mayHave(digest)) {
        String detail = "sha256 " + digest + " does not begin as the file's name says";
        return new Verification(weights.file(), file, Status.DAMAGED, digest, detail);
      }
      if (expected.isEmpty()) {
        requireReadable(file);
      }
      String source = record.map(FileRecord::source).orElse("put there by hand");
      FileRecord.of(file, digest, source).write(file);
      return expected.isPresent()
          ? new Verification(weights.file(), file, Status.RIGHT, digest, "sha256 as known")
          : new Verification(
              weights.file(), file, Status.RECORDED, digest, "sha256 recorded from now on");
    } catch (CheckpointException e) {
      return new Verification(weights.file(), file, Status.DAMAGED, "", e.getMessage());
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Downloads a file that is not there, checks it, and puts it into place. */
  Path fetch(String model, Weights weights, Downloader downloader, ProgressListener listener) {
    if (has(weights)) {
      return ready(model, weights);
    }
    if (weights.url().isEmpty()) {
      throw new CatalogException(missing(model, weights));
    }
    Path file = pathOf(weights.file());
    Path part = pathOf(weights.file() + ".part");
    String digest;
    try {
      digest = downloader.download(weights, part, listener);
    } catch (IOException e) {
      throw new CatalogException(
          "The download of "
              + weights.file()
              + " failed ("
              + Downloader.reason(e)
              + "). "
              + byHand(model, weights),
          e);
    }
    try {
      if (weights.sha256().isEmpty()) {
        refuseOtherContents(weights, part);
      }
      if (!weights.mayHave(digest)) {
        Files.deleteIfExists(part);
        throw new CatalogException(
            "What came from '"
                + weights.url().orElseThrow()
                + "' has the sha256 "
                + digest
                + ", which does not begin as the file's name says; it was deleted.");
      }
      AtomicFile.publish(part, file);
      FileRecord.of(file, digest, weights.url().orElseThrow()).write(file);
      return file;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Without a known digest a sign-in page could pass for the file: it must be a checkpoint. */
  private static void refuseOtherContents(Weights weights, Path part) throws IOException {
    try {
      requireReadable(part);
    } catch (CheckpointException e) {
      Files.deleteIfExists(part);
      throw new CatalogException(
          "What came from '"
              + weights.url().orElseThrow()
              + "' is not a weights file ("
              + e.getMessage()
              + "); it was deleted.",
          e);
    }
  }

  /**
   * Copies {@code source} into the folder under the name in {@code weights}, once it is checked.
   */
  Path bringIn(Weights weights, Path source) {
    Path file = pathOf(weights.file());
    try {
      Files.createDirectories(folder);
      Path temporary = AtomicFile.part(file);
      try {
        String digest;
        try (InputStream in = Files.newInputStream(source);
            OutputStream out = Files.newOutputStream(temporary)) {
          digest = Sha256.copy(in, out);
        }
        if (!weights.mayHave(digest)) {
          throw new CatalogException(
              "'"
                  + source
                  + "' is not "
                  + weights.file()
                  + ": its sha256 is "
                  + digest
                  + weights.sha256().map(known -> ", not " + known).orElse(", another one")
                  + ".");
        }
        AtomicFile.publish(temporary, file);
        FileRecord.of(file, digest, source.toAbsolutePath().toString()).write(file);
        return file;
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Writes the tensors of {@code source}, which stays open, as the file in {@code weights}. */
  Path convertIn(Weights weights, WeightSource source) {
    Path converted = folder.resolve(weights.file() + ".converted");
    try (var scope = Scope.open()) {
      Files.createDirectories(folder);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      source.names().forEach(name -> tensors.put(name, source.tensor(name)));
      Safetensors.write(converted, tensors, Map.of());
      try {
        return bringIn(weights, converted);
      } finally {
        Files.deleteIfExists(converted);
      }
    } catch (IOException e) {
      throw unusable(converted, e);
    }
  }

  /** Opens the file and reads its index; a {@link CheckpointException} says what is wrong. */
  private static void requireReadable(Path file) {
    try (WeightSource source = WeightFiles.open(file)) {
      if (source.names().isEmpty()) {
        throw new CheckpointException("'" + file + "' has no tensors.");
      }
    }
  }

  private String missing(String model, Weights weights) {
    if (weights.url().isEmpty()) {
      return "The weights '"
          + weights.file()
          + "' of "
          + model
          + " are not here and cannot be fetched by this program: 'resshift models info "
          + model
          + "' says where they come from; then run 'resshift models import "
          + model
          + " FILE'.";
    }
    return "The weights '"
        + weights.file()
        + "' of "
        + model
        + " are not here. Run 'resshift models fetch "
        + model
        + "'. "
        + byHand(model, weights);
  }

  private String byHand(String model, Weights weights) {
    return "By other means: download "
        + weights.url().orElse("it")
        + " elsewhere and put it at '"
        + pathOf(weights.file())
        + "', or run 'resshift models import "
        + model
        + " FILE'.";
  }

  static CatalogException unusable(Path file, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new CatalogException(
        "'" + file + "' cannot be used (" + reason + "); RESSHIFT_HOME names another folder.", e);
  }
}
