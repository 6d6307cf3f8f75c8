package io.github.resshift.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A {@code .safetensors} file: eight bytes of header length, a JSON header, then the tensors. The
 * file is mapped, so opening costs no copy; tensors share the mapping and keep it alive. Reading is
 * thread-safe.
 */
public final class Safetensors implements WeightSource {
  private static final int LENGTH_BYTES = 8;
  private static final long HEADER_LIMIT = 64L << 20;
  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";
  private static final Map<String, ScalarType> TYPES =
      Map.ofEntries(
          Map.entry("F64", ScalarType.Double),
          Map.entry("F32", ScalarType.Float),
          Map.entry("F16", ScalarType.Half),
          Map.entry("BF16", ScalarType.BFloat16),
          Map.entry("I64", ScalarType.Long),
          Map.entry("I32", ScalarType.Int),
          Map.entry("I16", ScalarType.Short),
          Map.entry("I8", ScalarType.Char),
          Map.entry("U8", ScalarType.Byte),
          Map.entry("BOOL", ScalarType.Bool));
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(8)
                      .maxStringLength(1 << 20)
                      .build())
              .build());

  private record Entry(Info info, long begin, long end) {}

  private final String origin;
  private final Map<String, Entry> entries;
  private final Map<String, String> metadata;
  private final Tensor file;

  private Safetensors(
      String origin, Map<String, Entry> entries, Map<String, String> metadata, Tensor file) {
    this.origin = origin;
    this.entries = Collections.unmodifiableMap(entries);
    this.metadata = Collections.unmodifiableMap(metadata);
    this.file = file;
  }

  /**
   * Maps a file and checks its header against its size.
   *
   * @throws CheckpointException if it is not a whole safetensors file
   */
  public static Safetensors open(Path path) {
    String origin = path.toString();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      JsonNode header = header(origin, channel, size);
      long dataStart = LENGTH_BYTES + headerLength(origin, channel, size);
      Map<String, String> metadata = new LinkedHashMap<>();
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : header.properties()) {
        if (field.getKey().equals(METADATA)) {
          field
              .getValue()
              .properties()
              .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        } else {
          entries.put(
              field.getKey(), entry(origin, field.getKey(), field.getValue(), dataStart, size));
        }
      }
      requireCover(origin, entries, dataStart, size);
      return new Safetensors(origin, entries, metadata, MappedFile.bytes(path, size));
    } catch (IOException e) {
      throw new CheckpointException(origin + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Writes tensors (any device and layout) in the order of the map, atomically: the file appears
   * whole or not at all.
   *
   * @param metadata text to store beside the tensors
   */
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = headerOf(tensors, metadata);
    AtomicFile.write(
        path,
        channel -> {
          ByteBuffer head = ByteBuffer.allocate(LENGTH_BYTES + header.length);
          head.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).flip();
          writeFully(channel, head);
          for (Tensor tensor : tensors.values()) {
            writeTensor(channel, tensor);
          }
        });
  }

  /** Text stored beside the tensors. */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public Set<String> names() {
    return entries.keySet();
  }

  @Override
  public Info info(String name) {
    return find(name).info();
  }

  @Override
  public Tensor tensor(String name) {
    Entry entry = find(name);
    return Scope.keep(
        () -> {
          long length = entry.end() - entry.begin();
          if (length == 0) {
            return torch.zeros(entry.info().shape(), new TensorOptions(entry.info().dtype()));
          }
          Tensor bytes = file.narrow(0, entry.begin(), length);
          if (entry.begin() % ALIGNMENT != 0) {
            bytes = bytes.clone();
          }
          return bytes.view(entry.info().dtype()).view(entry.info().shape());
        });
  }

  @Override
  public void close() {
    Scope.free(file);
  }

  private Entry find(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new CheckpointException(origin + " has no tensor named " + name + ".");
    }
    return entry;
  }

  private static long headerLength(String origin, FileChannel channel, long size)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, bytes, 0);
    long length = bytes.flip().limit() < LENGTH_BYTES ? -1 : bytes.getLong();
    if (length < 2 || length > HEADER_LIMIT || length > size - LENGTH_BYTES) {
      throw damaged(origin, "its header length is wrong");
    }
    return length;
  }

  private static JsonNode header(String origin, FileChannel channel, long size) throws IOException {
    ByteBuffer text = ByteBuffer.allocate((int) headerLength(origin, channel, size));
    readFully(channel, text, LENGTH_BYTES);
    JsonNode header;
    try {
      header = JSON.readTree(text.array());
    } catch (JsonProcessingException e) {
      throw damaged(origin, "its header is not JSON");
    }
    if (header == null || !header.isObject()) {
      throw damaged(origin, "its header is not a JSON object");
    }
    return header;
  }

  private static Entry entry(
      String origin, String name, JsonNode node, long dataStart, long fileSize) {
    ScalarType dtype = TYPES.get(node.path("dtype").asText());
    JsonNode offsets = node.path("data_offsets");
    JsonNode dims = node.path("shape");
    if (dtype == null || !dims.isArray() || offsets.size() != 2) {
      throw damaged(origin, "the entry of tensor " + name + " is not understood");
    }
    long[] shape = new long[dims.size()];
    long bytes = torch.elementSize(dtype);
    try {
      for (int i = 0; i < shape.length; i++) {
        shape[i] = dims.get(i).isIntegralNumber() ? dims.get(i).longValue() : -1;
        if (shape[i] < 0) {
          throw damaged(origin, "the shape of tensor " + name + " is wrong");
        }
        bytes = Math.multiplyExact(bytes, shape[i]);
      }
    } catch (ArithmeticException e) {
      throw damaged(origin, "the shape of tensor " + name + " is too large");
    }
    long begin = offsets.get(0).asLong(-1);
    long end = offsets.get(1).asLong(-1);
    if (begin < 0 || end < begin || end - begin != bytes || end > fileSize - dataStart) {
      throw damaged(origin, "tensor " + name + " does not fit into the file");
    }
    return new Entry(new Info(dtype, shape), dataStart + begin, dataStart + end);
  }

  /** A whole file has no holes, no overlaps and nothing behind its last tensor. */
  private static void requireCover(
      String origin, Map<String, Entry> entries, long dataStart, long size) {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(
        (a, b) ->
            a.begin() != b.begin()
                ? Long.compare(a.begin(), b.begin())
                : Long.compare(a.end(), b.end()));
    long at = dataStart;
    for (Entry entry : sorted) {
      if (entry.begin() != at) {
        throw damaged(origin, "its tensors overlap or leave holes");
      }
      at = entry.end();
    }
    if (at != size) {
      throw damaged(origin, "its length is not what its header says");
    }
  }

  private static byte[] headerOf(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws JsonProcessingException {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    long at = 0;
    for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
      ObjectNode node = header.putObject(e.getKey());
      node.put("dtype", nameOf(e.getValue().scalar_type()));
      var shape = node.putArray("shape");
      Arrays.stream(Tensors.shape(e.getValue())).forEach(shape::add);
      long next = at + e.getValue().nbytes();
      node.putArray("data_offsets").add(at).add(next);
      at = next;
    }
    byte[] json = JSON.writeValueAsBytes(header);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] out = Arrays.copyOf(json, padded);
    Arrays.fill(out, json.length, padded, (byte) ' ');
    return out;
  }

  private static String nameOf(ScalarType dtype) {
    return TYPES.entrySet().stream()
        .filter(e -> e.getValue() == dtype.intern())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("safetensors has no element type " + dtype));
  }

  private static void writeTensor(FileChannel channel, Tensor tensor) throws IOException {
    try (var scope = Scope.open()) {
      Tensor host = tensor.detach().cpu().contiguous();
      NativeBytes.read(host, 0, host.nbytes(), piece -> writeFully(channel, piece));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        return;
      }
      at += n;
    }
  }

  private static CheckpointException damaged(String origin, String why) {
    return new CheckpointException(
        origin + " is not a whole safetensors file: " + why + "; fetch or copy it again.");
  }
}
