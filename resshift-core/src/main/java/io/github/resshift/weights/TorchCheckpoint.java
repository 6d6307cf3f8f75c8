package io.github.resshift.weights;

import io.github.resshift.weights.TorchContainer.Region;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/**
 * A {@code .pth} file of {@code torch.save}: the zip layout, or the one before version 1.6. The
 * pickle inside is read by {@link RestrictedUnpickler}, which can run nothing. Tensors are views of
 * the mapped file, so opening costs no copy; they keep the mapping alive. Storages that were on
 * another device are on the CPU here. Reading is thread-safe.
 *
 * <p>The model is the pickled dictionary itself or its entry {@code state_dict}; names come without
 * the prefixes {@code module.} and {@code _orig_mod.}. The first access to a storage checks its
 * checksum where the file has one.
 */
public final class TorchCheckpoint implements WeightSource {
  private final String origin;
  private final StateDict state;
  private final Map<String, Region> storages;
  private final MappedFile file;
  private final Set<String> checked = ConcurrentHashMap.newKeySet();

  private TorchCheckpoint(
      String origin, StateDict state, Map<String, Region> storages, MappedFile file) {
    this.origin = origin;
    this.state = state;
    this.storages = storages;
    this.file = file;
  }

  /**
   * Opens a checkpoint and checks that every tensor lies in the file.
   *
   * @throws CheckpointException if it is damaged, asks for anything but tensors, or has no tensors
   */
  public static TorchCheckpoint open(Path path) {
    String origin = path.toString();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      TorchContainer container =
          switch (WeightFiles.kindOf(origin, channel)) {
            case ZIP -> TorchContainer.readZip(origin, channel);
            case PICKLE -> TorchContainer.readLegacy(origin, channel);
            case SAFETENSORS ->
                throw new CheckpointException(
                    origin + " is a safetensors file, not a checkpoint of torch.save.");
          };
      StateDict state = StateDict.of(origin, container.root());
      return new TorchCheckpoint(
          origin, state, container.storages(), MappedFile.map(path, channel.size()));
    } catch (IOException e) {
      throw WeightFiles.unreadable(origin, e);
    }
  }

  /**
   * Writes a checkpoint that {@code torch.load(path, weights_only=True)} reads, atomically: the
   * file appears whole or not at all. Without extras it holds an ordered dictionary of tensors,
   * otherwise a dictionary with that under {@code state_dict} and the extras beside it.
   *
   * @param state tensors by name, any device and layout, in the order to write
   * @param extras texts, numbers, flags, nulls, and lists and maps of them
   * @throws IllegalArgumentException if a value or element type has no place in such a file
   */
  public static void write(Path path, Map<String, Tensor> state, Map<String, Object> extras)
      throws IOException {
    new TorchCheckpointWriter(ZipWriter.Limits.STANDARD).write(path, state, extras);
  }

  /**
   * Plain values beside the tensors, such as {@code iters_start} of a training checkpoint: text,
   * numbers ({@link Long}, {@link Double}), flags, null, and unmodifiable lists and maps of them.
   */
  public Map<String, Object> extras() {
    return state.extras();
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public Set<String> names() {
    return state.tensors().keySet();
  }

  @Override
  public Info info(String name) {
    StoredTensor tensor = find(name);
    return new Info(tensor.storage().type().dtype(), tensor.shape().clone());
  }

  @Override
  public Tensor tensor(String name) {
    StoredTensor tensor = find(name);
    String key = tensor.storage().key();
    Region region = storages.get(key);
    if (region.crc() != 0 && !checked.contains(key)) {
      if (file.crc(region.begin(), region.length()) != region.crc()) {
        throw RestrictedUnpickler.damaged(origin, "the checksum of tensor " + name + " is wrong");
      }
      checked.add(key);
    }
    return file.view(region.begin(), tensor);
  }

  @Override
  public void close() {
    file.close();
  }

  private StoredTensor find(String name) {
    StoredTensor tensor = state.tensors().get(name);
    if (tensor == null) {
      throw new CheckpointException(origin + " has no tensor named " + name + ".");
    }
    return tensor;
  }
}
