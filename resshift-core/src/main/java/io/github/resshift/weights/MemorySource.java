package io.github.resshift.weights;

import io.github.resshift.tensor.Tensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Tensors that are in memory already; they stay the caller's. */
public final class MemorySource implements WeightSource {
  private final String origin;
  private final Map<String, Tensor> tensors;

  /** A source over a map, in its order; {@code origin} names it in messages. */
  public MemorySource(String origin, Map<String, Tensor> tensors) {
    this.origin = origin;
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
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
    Tensor tensor = tensors.get(name);
    return new Info(tensor.scalar_type().intern(), Tensors.shape(tensor));
  }

  @Override
  public Tensor tensor(String name) {
    return new Tensor(tensors.get(name)).detach();
  }

  @Override
  public void close() {
    // The tensors belong to the caller.
  }
}
