package io.github.resshift.train;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a training run: one safetensors file {@code state-ITERATION.safetensors} with
 * everything that the next iteration depends on. A file appears whole or not at all; the newest few
 * are kept.
 */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String FORMAT = "resshift-train/1";
  private static final int KEPT = 3;

  private final Path folder;

  /** The checkpoints in a folder, which is made when something is saved. */
  public Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Saves a state and deletes the oldest files beyond the newest three.
   *
   * @param facts settings that must not change over a run, kept as text
   */
  public Path save(TrainState state, Map<String, String> facts) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(facts);
    metadata.put("format", FORMAT);
    metadata.put("iteration", Long.toString(state.iteration()));
    metadata.put("optimiser_steps", Long.toString(state.optimiser().steps()));
    Path file = folder.resolve("state-%08d.safetensors".formatted(state.iteration()));
    Safetensors.write(file, state.tensors(), metadata);
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      Files.deleteIfExists(old);
    }
    return file;
  }

  /** The newest checkpoint that is whole; damaged ones are passed over with a warning. */
  public Optional<Path> latest() throws IOException {
    for (Path file : newestFirst()) {
      try (Safetensors source = Safetensors.open(file)) {
        if (FORMAT.equals(source.metadata().get("format"))) {
          return Optional.of(file);
        }
      } catch (CheckpointException e) {
        LOG.warn("{} It is passed over.", e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Puts a saved state back, bit for bit.
   *
   * @param facts the present settings
   * @throws CheckpointException if the file is damaged, belongs to another network, or was made
   *     with other settings
   */
  public static void restore(Path file, TrainState state, Map<String, String> facts) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Safetensors source = Safetensors.open(file)) {
      requireSameFacts(file, source.metadata(), facts);
      Map<String, Tensor> targets = state.tensors();
      if (!source.names().equals(targets.keySet())) {
        throw new CheckpointException(
            file + " belongs to another network; give the configuration that it was made with.");
      }
      targets.forEach(
          (name, target) -> {
            Tensor stored = source.tensor(name);
            if (!Arrays.equals(Tensors.shape(stored), Tensors.shape(target))) {
              throw new CheckpointException(
                  file
                      + " has another shape for "
                      + name
                      + "; give the configuration that it was made with.");
            }
            target.copy_(stored);
          });
      state.resumeAt(
          number(file, source.metadata(), "iteration"),
          number(file, source.metadata(), "optimiser_steps"));
    }
  }

  private static void requireSameFacts(
      Path file, Map<String, String> stored, Map<String, String> present) {
    if (!FORMAT.equals(stored.get("format"))) {
      throw new CheckpointException(file + " is not a training checkpoint of this program.");
    }
    present.forEach(
        (key, value) -> {
          String before = stored.get(key);
          if (!value.equals(before)) {
            throw new CheckpointException(
                file
                    + " was made with "
                    + key
                    + " = "
                    + before
                    + ", now it is "
                    + value
                    + "; use the same settings or start anew in another folder.");
          }
        });
  }

  private static long number(Path file, Map<String, String> metadata, String key) {
    try {
      return Long.parseLong(metadata.getOrDefault(key, ""));
    } catch (NumberFormatException e) {
      throw new CheckpointException(file + " does not say its " + key + "; it is damaged.");
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches("state-\\d{8,}\\.safetensors"))
          .sorted(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed())
          .toList();
    }
  }
}
