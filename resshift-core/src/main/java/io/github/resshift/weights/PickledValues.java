package io.github.resshift.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the few functions that a pickle of weights may call make of their arguments. Nothing of the
 * file is run. The number of containers is bounded. Used by one {@link RestrictedUnpickler}; wrong
 * arguments are an {@link IllegalArgumentException}.
 */
final class PickledValues {
  private static final int MAX_CONTAINERS = 1_000_000;

  private final Map<String, StoredTensor.Storage> storages = new LinkedHashMap<>();
  private int containers;

  /** The functions, each a few lines of this class. */
  enum Callable {
    ORDERED_DICT,
    REBUILD_TENSOR,
    REBUILD_EARLY_TENSOR,
    REBUILD_PARAMETER,
    PARAMETER;

    /**
     * By module and name. Files of the first versions of PyTorch, such as torchvision's VGG 16,
     * have {@code _rebuild_tensor}, and parameters as objects of their class.
     */
    private static final Map<String, Callable> BY_NAME =
        Map.of(
            "collections OrderedDict", Callable.ORDERED_DICT,
            "torch._utils _rebuild_tensor_v2", Callable.REBUILD_TENSOR,
            "torch._utils _rebuild_tensor", Callable.REBUILD_EARLY_TENSOR,
            "torch._utils _rebuild_parameter", Callable.REBUILD_PARAMETER,
            "torch.nn.parameter Parameter", Callable.PARAMETER);

    /** The function of a name in a module, if a pickle may call it. */
    static Optional<Callable> named(String module, String name) {
      return Optional.ofNullable(BY_NAME.get(module + " " + name));
    }
  }

  /** Calls a function. */
  Object call(Callable callable, List<Object> arguments) {
    return switch (callable) {
      case ORDERED_DICT -> orderedDict(arguments);
      case REBUILD_TENSOR -> {
        requireCount("_rebuild_tensor_v2", arguments, 6, 7);
        yield tensor(arguments);
      }
      case REBUILD_EARLY_TENSOR -> {
        requireCount("_rebuild_tensor", arguments, 4, 4);
        yield tensor(arguments);
      }
      case REBUILD_PARAMETER -> {
        requireCount("_rebuild_parameter", arguments, 3, 3);
        yield parameter(arguments);
      }
      case PARAMETER -> {
        requireCount("Parameter", arguments, 1, 2);
        yield parameter(arguments);
      }
    };
  }

  /** The storages that were asked for, by key. */
  Map<String, StoredTensor.Storage> storages() {
    return storages;
  }

  /** Empty, or filled from a list of pairs, as Python 2 wrote it. */
  private Object orderedDict(List<Object> arguments) {
    requireCount("OrderedDict", arguments, 0, 1);
    Map<Object, Object> map = counted(new LinkedHashMap<>());
    if (arguments.isEmpty()) {
      return map;
    }
    if (!(arguments.get(0) instanceof List<?> pairs)) {
      throw new IllegalArgumentException("OrderedDict is given something else than a list");
    }
    for (Object pair : pairs) {
      Object items = pair instanceof RestrictedUnpickler.Tuple tuple ? tuple.items() : pair;
      if (!(items instanceof List<?> two) || two.size() != 2) {
        throw new IllegalArgumentException("OrderedDict is given something else than pairs");
      }
      // One list may be given to many calls: without counting that would be endless work.
      counted(pair);
      put(map, two.get(0), two.get(1));
    }
    return map;
  }

  /** (storage, offset, sizes, strides[, requires_grad, hooks[, metadata]]). */
  private Object tensor(List<Object> arguments) {
    if (!(arguments.get(0) instanceof StoredTensor.Storage storage)) {
      throw new IllegalArgumentException("a tensor has no storage");
    }
    counted(storage);
    return new StoredTensor(
        storage, number(arguments.get(1)), numbers(arguments.get(2)), numbers(arguments.get(3)));
  }

  /** (tensor[, requires_grad[, hooks]]). */
  private static Object parameter(List<Object> arguments) {
    if (!(arguments.get(0) instanceof StoredTensor tensor)) {
      throw new IllegalArgumentException("a parameter has no tensor");
    }
    return tensor;
  }

  /** ('storage', class, key, device, number of elements[, view]); every device becomes the CPU. */
  StoredTensor.Storage storage(Object id) {
    List<Object> parts = id instanceof RestrictedUnpickler.Tuple tuple ? tuple.items() : List.of();
    if (parts.size() < 5
        || parts.size() > 6
        || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof StorageType type)
        || !(parts.get(3) instanceof String)) {
      throw new IllegalArgumentException("its pickle describes a storage in an unknown way");
    }
    if (parts.size() == 6 && parts.get(5) != null) {
      throw new IllegalArgumentException("a storage is a view of another one");
    }
    long length = number(parts.get(4));
    if (length < 0 || length > Long.MAX_VALUE / type.elementBytes()) {
      throw new IllegalArgumentException("a storage has " + length + " elements");
    }
    var storage = new StoredTensor.Storage(type, RestrictedUnpickler.text(parts.get(2)), length);
    var known = storages.putIfAbsent(storage.key(), storage);
    if (known != null && !known.equals(storage)) {
      throw new IllegalArgumentException("a storage has two types or lengths");
    }
    return storage;
  }

  /** Puts a value into a map under a key that can be hashed. */
  static void put(Map<Object, Object> map, Object key, Object value) {
    // Keys are hashed: a container as key could make that endless.
    if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
      throw new IllegalArgumentException("a key of a map is neither text nor a number");
    }
    map.put(key, value);
  }

  /** Counts a container. */
  <T> T counted(T container) {
    if (++containers > MAX_CONTAINERS) {
      throw new IllegalArgumentException("its pickle has more than " + containers + " containers");
    }
    return container;
  }

  private static void requireCount(String name, List<Object> arguments, int least, int most) {
    if (arguments.size() < least || arguments.size() > most) {
      throw new IllegalArgumentException(name + " is given " + arguments.size() + " arguments");
    }
  }

  private static long number(Object value) {
    if (!(value instanceof Long number)) {
      throw new IllegalArgumentException("its pickle has another value where a number belongs");
    }
    return number;
  }

  private static long[] numbers(Object value) {
    if (!(value instanceof RestrictedUnpickler.Tuple tuple)) {
      throw new IllegalArgumentException("its pickle has another value where sizes belong");
    }
    return tuple.items().stream().mapToLong(PickledValues::number).toArray();
  }
}
