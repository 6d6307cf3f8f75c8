package io.github.resshift.weights;

import io.github.resshift.image.AtomicFile;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes the zip layout of {@code torch.save}: a pickle of protocol 2 that needs three names, and
 * every storage as a stored entry. Immutable.
 */
final class TorchCheckpointWriter {
  private static final String FOLDER = "archive/";

  private final ZipWriter.Limits limits;

  TorchCheckpointWriter(ZipWriter.Limits limits) {
    this.limits = limits;
  }

  void write(Path path, Map<String, Tensor> state, Map<String, Object> extras) throws IOException {
    byte[] pickle = pickle(state, extras);
    AtomicFile.write(
        path,
        channel -> {
          ZipWriter zip = new ZipWriter(channel, limits);
          zip.add(FOLDER + "data.pkl", pickle);
          zip.add(FOLDER + "byteorder", ascii("little"));
          int key = 0;
          for (Tensor tensor : state.values()) {
            addStorage(zip, FOLDER + "data/" + key++, tensor);
          }
          zip.add(FOLDER + "version", ascii("3\n"));
          zip.finish();
        });
  }

  private static byte[] pickle(Map<String, Tensor> state, Map<String, Object> extras) {
    if (state.isEmpty()) {
      throw new IllegalArgumentException("a checkpoint needs at least one tensor");
    }
    if (extras.containsKey(StateDict.WRAPPER)) {
      throw new IllegalArgumentException("the extra " + StateDict.WRAPPER + " is the tensors' own");
    }
    PickleOutput out = new PickleOutput();
    if (extras.isEmpty()) {
      tensors(out, state);
      return out.finish();
    }
    out.emptyMap();
    out.mark();
    out.text(StateDict.WRAPPER);
    tensors(out, state);
    extras.forEach(
        (name, value) -> {
          out.text(name);
          out.plain("the extra " + name, value);
        });
    out.setItems();
    return out.finish();
  }

  private static void tensors(PickleOutput out, Map<String, Tensor> state) {
    orderedDict(out);
    out.mark();
    int key = 0;
    for (Map.Entry<String, Tensor> entry : state.entrySet()) {
      out.text(entry.getKey());
      tensor(out, entry.getKey(), entry.getValue(), key++);
    }
    out.setItems();
  }

  /** {@code _rebuild_tensor_v2(storage, offset, sizes, strides, requires_grad, hooks)}. */
  private static void tensor(PickleOutput out, String name, Tensor tensor, int key) {
    StorageType type =
        StorageType.of(tensor.scalar_type())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor "
                            + name
                            + " has element type "
                            + tensor.scalar_type().intern()
                            + ", which a checkpoint cannot hold"));
    long[] shape = Tensors.shape(tensor);
    out.global("torch._utils", "_rebuild_tensor_v2");
    out.mark();
    out.mark();
    out.text("storage");
    out.global("torch", type.className());
    out.text(Integer.toString(key));
    out.text("cpu");
    out.integer(tensor.numel());
    out.tuple();
    out.persistent();
    out.integer(0);
    out.integers(shape);
    out.integers(rowMajor(shape));
    out.flag(false);
    orderedDict(out);
    out.tuple();
    out.reduce();
  }

  private static void orderedDict(PickleOutput out) {
    out.global("collections", "OrderedDict");
    out.emptyTuple();
    out.reduce();
  }

  private static long[] rowMajor(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(shape[i], 1);
    }
    return strides;
  }

  private static void addStorage(ZipWriter zip, String name, Tensor tensor) throws IOException {
    try (var scope = Scope.open()) {
      Tensor host = tensor.detach().cpu().contiguous();
      long length = host.nbytes();
      zip.add(name, length, sink -> NativeBytes.read(host, 0, length, sink));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
