package io.github.resshift.weights;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A place in the tree of tensor names, handed down while a network is built: {@code
 * scope.at("down").at(0).get("weight", ...)} asks for {@code down.0.weight}.
 *
 * <p>Problems do not stop the construction; {@link WeightLoader#finish} reports all of them at
 * once.
 */
public final class WeightScope {
  private final WeightLoader loader;
  private final String path;
  private final Placement placement;

  WeightScope(WeightLoader loader, String path, Placement placement) {
    this.loader = loader;
    this.path = path;
    this.placement = placement;
  }

  /** The scope of a child, or of several levels joined by dots. */
  public WeightScope at(String child) {
    return new WeightScope(loader, join(child), placement);
  }

  /** The scope of a numbered child. */
  public WeightScope at(int index) {
    return at(Integer.toString(index));
  }

  /** The same place with weights of another type. */
  public WeightScope in(ScalarType dtype) {
    return new WeightScope(loader, path, placement.withDtype(dtype));
  }

  /**
   * A weight in this scope's placement. It lives until the network's {@link Parameters} are closed.
   *
   * @param init how it starts when there is no file
   * @param shape the only shape that is accepted
   */
  public Tensor get(String name, Init init, long... shape) {
    return loader.weight(join(name), init, shape, placement);
  }

  /**
   * A constant that published files may carry; ours is always computed, a stored one only checked.
   */
  public Tensor buffer(String name, Supplier<Tensor> computed) {
    return loader.buffer(join(name), computed);
  }

  /**
   * Keeps a tensor that was made of weights, in a form of the network's own, until the network's
   * {@link Parameters} are closed; no checkpoint has it.
   */
  public Tensor derived(Tensor tensor) {
    return loader.derived(tensor);
  }

  /** Where and in what form the weights are. */
  public Placement placement() {
    return placement;
  }

  /** The name of this place, empty at the root. */
  public String path() {
    return path;
  }

  private String join(String child) {
    return path.isEmpty() ? child : path + "." + child;
  }
}
