package io.github.resshift.weights;

import io.github.resshift.tensor.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The tensors of a network under their published names, in the order in which the network declares
 * them. It owns them: closing it frees the native memory of the network. Immutable but for the
 * values.
 */
public final class Parameters implements AutoCloseable {
  private final Map<String, Tensor> weights;
  private final Map<String, Tensor> buffers;
  private final List<Tensor> derived;

  Parameters(Map<String, Tensor> weights, Map<String, Tensor> buffers, List<Tensor> derived) {
    this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    this.buffers = Collections.unmodifiableMap(new LinkedHashMap<>(buffers));
    this.derived = List.copyOf(derived);
  }

  /** Weights that training changes. */
  public Map<String, Tensor> weights() {
    return weights;
  }

  /** Constants that the published files carry along: index tables and nominal attention masks. */
  public Map<String, Tensor> buffers() {
    return buffers;
  }

  /** Weights and buffers, as a checkpoint stores them. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> all = new LinkedHashMap<>(weights);
    all.putAll(buffers);
    return all;
  }

  /** Number of trainable values. */
  public long count() {
    return weights.values().stream().mapToLong(Tensor::numel).sum();
  }

  @Override
  public void close() {
    weights.values().forEach(Scope::free);
    buffers.values().forEach(Scope::free);
    derived.forEach(Scope::free);
  }
}
