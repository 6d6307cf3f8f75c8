package io.github.resshift.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * The convolutions of a network in ncnn's format: {@code NAME.param} lists the layers as text,
 * {@code NAME.bin} has their weights one after the other, each a 32-bit word that tells the type of
 * its values, the values padded to four bytes, and float32 biases. The tensors are named {@code
 * LAYER.weight} [out, in, k, k] and {@code LAYER.bias} [out]. Reading is thread-safe.
 */
public final class NcnnFile implements WeightSource {
  private static final int FLOAT = 0;
  private static final int HALF = 0x01306B47;
  private static final String FIRST_LINE = "7767517";
  private static final long MAX_LIST_BYTES = 16L << 20;
  private static final long MAX_VALUES = 1L << 28;

  /** Numbers of a convolution's settings in the list of layers. */
  private static final int OUT = 0;

  private static final int WIDTH = 1;
  private static final int HAS_BIAS = 5;
  private static final int VALUES = 6;
  private static final int HEIGHT = 11;

  private final String origin;
  private final Map<String, StoredTensor> tensors;
  private final MappedFile file;
  private final Map<String, Long> offsets;

  private NcnnFile(
      String origin,
      Map<String, StoredTensor> tensors,
      Map<String, Long> offsets,
      MappedFile file) {
    this.origin = origin;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.offsets = Map.copyOf(offsets);
    this.file = file;
  }

  /** Whether a file has the suffix of this format's weights; they begin with no signature. */
  public static boolean recognises(Path path) {
    return path.getFileName().toString().endsWith(".bin") && Files.isRegularFile(list(path));
  }

  /**
   * Opens {@code NAME.bin}, beside which {@code NAME.param} must lie.
   *
   * @throws CheckpointException if one of the two cannot be read or they do not fit each other
   */
  public static NcnnFile open(Path path) {
    String origin = path.toString();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Map<String, Long> offsets = new LinkedHashMap<>();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long at = 0;
      for (String line : layers(list(path))) {
        String[] words = line.trim().split("\\s+");
        if (!words[0].equals("Convolution")) {
          continue;
        }
        Map<Integer, String> settings = settings(words);
        long out = number(settings, OUT, 0);
        long width = number(settings, WIDTH, 0);
        long height = number(settings, HEIGHT, width);
        long count = number(settings, VALUES, 0);
        if (out < 1 || width < 1 || height < 1 || count < 1 || count > MAX_VALUES) {
          throw damaged(origin, "layer " + words[1] + " has no weights of a convolution");
        }
        long[] shape = {out, count / (out * width * height), height, width};
        if (shape[1] < 1 || shape[0] * shape[1] * shape[2] * shape[3] != count) {
          throw damaged(origin, "layer " + words[1] + " has " + count + " weights");
        }
        StorageType type = type(origin, word(origin, channel, at));
        at += Integer.BYTES;
        at = add(tensors, offsets, words[1] + ".weight", type, shape, at);
        at = (at + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
        if (number(settings, HAS_BIAS, 0) == 1) {
          at = add(tensors, offsets, words[1] + ".bias", StorageType.FLOAT, new long[] {out}, at);
        }
      }
      if (at != channel.size() || tensors.isEmpty()) {
        throw damaged(
            origin, "its layers take " + at + " bytes and the file has " + channel.size());
      }
      return new NcnnFile(origin, tensors, offsets, MappedFile.map(path, channel.size()));
    } catch (IOException e) {
      throw WeightFiles.unreadable(origin, e);
    }
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public Info info(String name) {
    StoredTensor tensor = find(name);
    return new Info(tensor.storage().type().dtype(), tensor.shape().clone());
  }

  @Override
  public Tensor tensor(String name) {
    return file.view(offsets.get(name), find(name));
  }

  @Override
  public void close() {
    file.close();
  }

  private StoredTensor find(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(origin + " has no tensor named " + name + ".");
    }
    return tensor;
  }

  private static long add(
      Map<String, StoredTensor> tensors,
      Map<String, Long> offsets,
      String name,
      StorageType type,
      long[] shape,
      long at) {
    long[] strides = new long[shape.length];
    long count = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = count;
      count *= shape[i];
    }
    tensors.put(
        name, new StoredTensor(new StoredTensor.Storage(type, name, count), 0, shape, strides));
    offsets.put(name, at);
    return at + count * type.elementBytes();
  }

  private static StorageType type(String origin, int word) {
    return switch (word) {
      case FLOAT -> StorageType.FLOAT;
      case HALF -> StorageType.HALF;
      default -> throw damaged(origin, "values of type 0x%08X are not known".formatted(word));
    };
  }

  private static int word(String origin, FileChannel channel, long at) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (word.hasRemaining()) {
      if (channel.read(word, at + word.position()) < 0) {
        throw damaged(origin, "it ends before its last layer");
      }
    }
    return word.getInt(0);
  }

  private static List<String> layers(Path list) throws IOException {
    if (!Files.isRegularFile(list)) {
      throw new CheckpointException(
          "'" + list + "' is missing: the list of layers must lie beside the weights.");
    }
    if (Files.size(list) > MAX_LIST_BYTES) {
      throw damaged(list.toString(), "it is too long for a list of layers");
    }
    List<String> lines = Files.readAllLines(list, StandardCharsets.ISO_8859_1);
    if (lines.isEmpty() || !lines.get(0).trim().equals(FIRST_LINE)) {
      throw damaged(list.toString(), "it does not begin with " + FIRST_LINE);
    }
    return lines.subList(Math.min(2, lines.size()), lines.size());
  }

  /** The settings {@code number=value} of a layer. */
  private static Map<Integer, String> settings(String[] words) {
    Map<Integer, String> settings = new LinkedHashMap<>();
    for (String word : words) {
      int sign = word.indexOf('=');
      if (sign > 0 && word.substring(0, sign).matches("[0-9]{1,4}")) {
        settings.put(Integer.parseInt(word.substring(0, sign)), word.substring(sign + 1));
      }
    }
    return settings;
  }

  private static long number(Map<Integer, String> settings, int key, long absent) {
    String value = settings.get(key);
    return value != null && value.matches("[0-9]{1,9}") ? Long.parseLong(value) : absent;
  }

  private static Path list(Path bin) {
    String name = bin.getFileName().toString().replaceFirst("\\.bin$", ".param");
    return bin.resolveSibling(name);
  }

  private static CheckpointException damaged(String origin, String why) {
    return new CheckpointException(
        origin + " is no file of ncnn that can be read: " + why + "; fetch or copy it again.");
  }
}
