package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.TensorSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
@Internal
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String FORMAT = "resshift-train/3";

  /** Settings as records print themselves. */
  private static final String FORMAT_2 = "resshift-train/2";

  /** As 2, but without a checksum. */
  private static final String FORMAT_1 = "resshift-train/1";

  private static final String SUM = "crc32c";
  private static final String CODE = "code";

  /** Entries of the metadata that are not settings. */
  private static final Set<String> OWN =
      Set.of(
          "format", SUM, CODE, "iteration", "optimiser_steps", "discriminator_steps", "fake_steps");

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
  public Path save(Resumable state, Map<String, String> facts) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(facts);
    metadata.put("format", FORMAT);
    state.counters().forEach((name, count) -> metadata.put(name, Long.toString(count)));
    metadata.put(CODE, CodeVersion.text());
    metadata.put(SUM, TensorSum.of(metadata, state.tensors()));
    Path file =
        folder.resolve(String.format(Locale.ROOT, "state-%08d.safetensors", state.iteration()));
    Safetensors.write(file, state.tensors(), metadata);
    List<Path> all = newestFirst();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      Files.deleteIfExists(old);
    }
    return file;
  }

  /**
   * The newest checkpoint that is whole; files that are damaged or not of this program are passed
   * over.
   *
   * @param passedOver is told a sentence about each of them
   */
  public Optional<Path> latest(Consumer<String> passedOver) throws IOException {
    for (Path file : newestFirst()) {
      try (var scope = Scope.open();
          Safetensors source = Safetensors.open(file)) {
        requireWhole(file, source);
        return Optional.of(file);
      } catch (CheckpointException e) {
        passedOver.accept(e.getMessage() + " It is passed over.");
      }
    }
    return Optional.empty();
  }

  /**
   * The newest checkpoint that is whole; damaged ones are passed over with a warning in the log.
   */
  public Optional<Path> latest() throws IOException {
    return latest(LOG::warn);
  }

  /** Deletes what a killed process has left of files that it was writing. */
  public void removeParts() throws IOException {
    if (Files.isDirectory(folder)) {
      for (Path part : list("\\.state-\\d{8,}\\.safetensors\\..*")) {
        Files.deleteIfExists(part);
      }
    }
  }

  /**
   * Starts a run where it is told to, after clearing away what a killed one has left: at a certain
   * file, at the newest checkpoint that is whole, or at none.
   *
   * @param facts the present settings
   * @throws ResShiftException if a fresh run is asked for where there is one already, or a
   *     checkpoint cannot be used
   */
  public void resume(Resume resume, Resumable state, RunFacts facts) throws IOException {
    removeParts();
    if (resume instanceof Resume.From from) {
      restore(from.file(), state, facts);
      return;
    }
    Optional<Path> latest = latest();
    if (resume instanceof Resume.Fresh && latest.isPresent()) {
      throw new ResShiftException(
          folder.getParent()
              + " holds a training run already; resume it with --resume latest or give another"
              + " folder.");
    }
    latest.ifPresent(file -> restore(file, state, facts));
  }

  /**
   * Puts a saved state back, bit for bit.
   *
   * @param facts the present settings
   * @throws CheckpointException if the file is damaged, belongs to another network, or was made
   *     with other settings
   */
  public static void restore(Path file, Resumable state, RunFacts facts) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        Safetensors source = Safetensors.open(file)) {
      requireWhole(file, source);
      boolean former = !FORMAT.equals(source.metadata().get("format"));
      requireSameFacts(file, source.metadata(), former ? facts.formerly() : facts.values());
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
      Map<String, Long> counters = new LinkedHashMap<>();
      state
          .counters()
          .keySet()
          .forEach(name -> counters.put(name, number(file, source.metadata(), name)));
      state.resumeAt(counters);
    }
  }

  /** Reads the whole file once. */
  private static void requireWhole(Path file, Safetensors source) {
    Map<String, String> texts = new LinkedHashMap<>(source.metadata());
    String format = texts.get("format");
    if (FORMAT_1.equals(format)) {
      return;
    }
    if (!FORMAT.equals(format) && !FORMAT_2.equals(format)) {
      throw new CheckpointException(file + " is not a training checkpoint of this program.");
    }
    String stored = texts.remove(SUM);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    source.names().forEach(name -> tensors.put(name, source.tensor(name)));
    if (!TensorSum.of(texts, tensors).equals(stored)) {
      throw new CheckpointException(file + " is damaged: its checksum is wrong.");
    }
  }

  private static void requireSameFacts(
      Path file, Map<String, String> stored, Map<String, String> present) {
    Set<String> names = new LinkedHashSet<>(present.keySet());
    stored.keySet().stream().filter(name -> !OWN.contains(name)).forEach(names::add);
    for (String name : names) {
      String before = stored.get(name);
      String now = present.get(name);
      if (!Objects.equals(before, now)) {
        throw new CheckpointException(
            file
                + " was made with "
                + FactChange.first(name, before, now)
                + "; use the same settings or start anew in another folder.");
      }
    }
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
    return list("state-\\d{8,}\\.safetensors");
  }

  private List<Path> list(String pattern) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches(pattern))
          .sorted(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed())
          .toList();
    }
  }
}
