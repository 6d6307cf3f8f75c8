package io.github.resshift.weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a model inside a pickled object, under clean names, and the plain values beside
 * them.
 *
 * @param tensors by name, in file order
 * @param extras texts, numbers, flags, lists and maps of them; what holds anything else is left out
 */
record StateDict(Map<String, StoredTensor> tensors, Map<String, Object> extras) {
  static final String WRAPPER = "state_dict";

  /**
   * Where a state dictionary may lie; of averaged and plain weights the averaged ones are meant.
   */
  private static final List<String> WRAPPERS = List.of(WRAPPER, "params_ema", "params");

  private static final List<String> PREFIXES = List.of("module.", "_orig_mod.");
  private static final int MAX_DEPTH = 16;
  private static final int MAX_VALUES = 100_000;

  /**
   * Finds the state dictionary: the object itself, or its entry {@code state_dict}, {@code
   * params_ema} or {@code params}.
   *
   * @throws CheckpointException if there is none, or it has no tensors
   */
  static StateDict of(String origin, Object root) {
    if (!(root instanceof Map<?, ?> outer)) {
      throw noTensors(origin, "something else than a dictionary");
    }
    Optional<String> wrapper =
        WRAPPERS.stream().filter(key -> outer.get(key) instanceof Map).findFirst();
    Map<?, ?> state = wrapper.<Map<?, ?>>map(key -> (Map<?, ?>) outer.get(key)).orElse(outer);
    Map<String, StoredTensor> stored = new LinkedHashMap<>();
    state.forEach(
        (key, value) -> {
          if (key instanceof String name && value instanceof StoredTensor tensor) {
            stored.put(name, tensor);
          }
        });
    if (stored.isEmpty()) {
      throw noTensors(origin, "a dictionary without tensors");
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    cleanNames(origin, stored.keySet())
        .forEach((name, inFile) -> tensors.put(name, stored.get(inFile)));
    return new StateDict(Collections.unmodifiableMap(tensors), extras(outer, wrapper));
  }

  /**
   * Takes the prefixes of multi-GPU ({@code module.}) and compiled ({@code _orig_mod.}) models off
   * the names, in any order and number.
   *
   * @return clean name to stored name, in the order of {@code stored}
   * @throws CheckpointException if two names become one
   */
  static Map<String, String> cleanNames(String origin, Collection<String> stored) {
    Map<String, String> clean = new LinkedHashMap<>();
    for (String name : stored) {
      String other = clean.put(withoutPrefixes(name), name);
      if (other != null) {
        throw new CheckpointException(
            "%s has both %s and %s, which are one tensor once wrapper prefixes are removed: keep one of them."
                .formatted(origin, other, name));
      }
    }
    return clean;
  }

  private static String withoutPrefixes(String name) {
    String rest = name;
    for (int i = 0; i < PREFIXES.size(); i++) {
      String prefix = PREFIXES.get(i);
      if (rest.startsWith(prefix)) {
        rest = rest.substring(prefix.length());
        i = -1;
      }
    }
    return rest;
  }

  private static Map<String, Object> extras(Map<?, ?> outer, Optional<String> wrapper) {
    int[] budget = {MAX_VALUES};
    Map<String, Object> extras = new LinkedHashMap<>();
    outer.forEach(
        (key, value) -> {
          if (key instanceof String name && !wrapper.equals(Optional.of(name))) {
            try {
              extras.put(name, plain(value, MAX_DEPTH, budget));
            } catch (NotPlain e) {
              // Weights do not need it: optimiser states and the like have no place here.
            }
          }
        });
    return Collections.unmodifiableMap(extras);
  }

  /** A copy without anything but plain values; bounded, because a pickle may nest without end. */
  private static Object plain(Object value, int depth, int[] budget) throws NotPlain {
    if (depth == 0 || --budget[0] < 0) {
      throw new NotPlain();
    }
    if (value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean) {
      return value;
    }
    if (value instanceof RestrictedUnpickler.Tuple tuple) {
      return plainList(tuple.items(), depth, budget);
    }
    if (value instanceof List<?> list) {
      return plainList(list, depth, budget);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        copy.put(entry.getKey(), plain(entry.getValue(), depth - 1, budget));
      }
      return Collections.unmodifiableMap(copy);
    }
    throw new NotPlain();
  }

  private static List<Object> plainList(List<?> list, int depth, int[] budget) throws NotPlain {
    List<Object> copy = new ArrayList<>();
    for (Object item : list) {
      copy.add(plain(item, depth - 1, budget));
    }
    return Collections.unmodifiableList(copy);
  }

  private static CheckpointException noTensors(String origin, String what) {
    return new CheckpointException(
        origin + " holds " + what + ", not the weights of a model: save its state_dict().");
  }

  private static final class NotPlain extends Exception {
    private static final long serialVersionUID = 1L;

    NotPlain() {
      super(null, null, false, false);
    }
  }
}
