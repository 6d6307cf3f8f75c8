package io.github.resshift.weights;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;

/**
 * A checksum over named tensors and texts, to tell a damaged file from a whole one. It does not
 * depend on the order of the names, the device or the layout in memory. Stateless.
 */
public final class TensorSum {
  private TensorSum() {}

  /** CRC-32C of all names, texts, shapes and values, as eight hexadecimal digits. */
  public static String of(Map<String, String> texts, Map<String, Tensor> tensors) {
    CRC32C sum = new CRC32C();
    new TreeMap<>(texts).forEach((name, text) -> add(sum, name + "\0" + text + "\0"));
    new TreeMap<>(tensors)
        .forEach(
            (name, tensor) -> {
              add(sum, name + "\0" + Arrays.toString(Tensors.shape(tensor)) + "\0");
              addValues(sum, tensor);
            });
    return "%08x".formatted(sum.getValue());
  }

  private static void add(CRC32C sum, String text) {
    sum.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void addValues(CRC32C sum, Tensor tensor) {
    try (var scope = Scope.open()) {
      Tensor host = tensor.detach().cpu().contiguous();
      NativeBytes.read(host, 0, host.nbytes(), sum::update);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be read", e);
    }
  }
}
