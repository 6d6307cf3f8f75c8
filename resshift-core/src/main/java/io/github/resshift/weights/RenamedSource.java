package io.github.resshift.weights;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Another source under other names; closing it closes that. As thread-safe as the other one. */
public final class RenamedSource implements WeightSource {
  private final WeightSource source;
  private final Map<String, String> names;

  /**
   * A view of a source.
   *
   * @param names the name here to the name in {@code source}
   */
  public RenamedSource(WeightSource source, Map<String, String> names) {
    this.source = source;
    this.names = Collections.unmodifiableMap(names);
  }

  @Override
  public String origin() {
    return source.origin();
  }

  @Override
  public Set<String> names() {
    return names.keySet();
  }

  @Override
  public Info info(String name) {
    return source.info(stored(name));
  }

  @Override
  public Tensor tensor(String name) {
    return source.tensor(stored(name));
  }

  @Override
  public void close() {
    source.close();
  }

  private String stored(String name) {
    String stored = names.get(name);
    if (stored == null) {
      throw new CheckpointException(origin() + " has no tensor named " + name + ".");
    }
    return stored;
  }
}
