package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys of a degradation recipe as values of the kind that is wanted; all errors name the key.
 */
final class KeyValues {
  private final String recipe;
  private final Map<String, ?> values;

  /**
   * The keys of a recipe.
   *
   * @param recipe its name, for messages; empty for the usual one
   * @param known keys that it may have
   */
  KeyValues(String recipe, Map<String, ?> values, Set<String> known) {
    this.recipe = recipe;
    this.values = values;
    TreeSet<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new ResShiftException(
          (recipe.isEmpty() ? "A degradation recipe" : "The degradation recipe " + recipe)
              + " has no setting '"
              + unknown.first()
              + "'; known settings are "
              + String.join(", ", new TreeSet<>(known))
              + ".");
    }
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  /** What leaves the size as it is can do so only. */
  void requireScaleOne() {
    if (integer("sf", 1) != 1) {
      throw wrong("sf", "1: this recipe leaves pictures as large as they are");
    }
  }

  /** The keys below a key. */
  KeyValues map(String key, Set<String> known) {
    if (!has(key)) {
      return new KeyValues(recipe + "." + key, Map.of(), known);
    }
    if (!(values.get(key) instanceof Map<?, ?> map)) {
      throw wrong(key, "a map such as {weight: 1}");
    }
    Map<String, Object> below = new LinkedHashMap<>();
    map.forEach((name, value) -> below.put(name.toString(), value));
    return new KeyValues(recipe + "." + key, below, known);
  }

  Range range(String key, Range otherwise) {
    List<Double> ends = numbers(key, List.of(otherwise.low(), otherwise.high()));
    if (ends.size() != 2 || !(ends.get(0) <= ends.get(1))) {
      throw wrong(key, "two numbers, the smaller one first");
    }
    return new Range(ends.get(0), ends.get(1));
  }

  List<Double> numbers(String key, List<Double> otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    return list(key).stream()
        .map(
            item -> {
              if (item instanceof Number n) {
                return n.doubleValue();
              }
              throw wrong(key, "a list of numbers");
            })
        .toList();
  }

  List<KernelShape> shapes(String key, List<KernelShape> otherwise) {
    return has(key)
        ? list(key).stream().map(name -> KernelShape.named(name.toString())).toList()
        : otherwise;
  }

  private List<?> list(String key) {
    if (values.get(key) instanceof List<?> items) {
      return items;
    }
    throw wrong(key, "a list");
  }

  double probability(String key, double otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Number n && n.doubleValue() >= 0 && n.doubleValue() <= 1) {
      return n.doubleValue();
    }
    throw wrong(key, "a probability from 0 to 1");
  }

  double atLeast(String key, double otherwise, double least) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Number n && n.doubleValue() >= least) {
      return n.doubleValue();
    }
    throw wrong(key, "a number of at least " + least);
  }

  int integer(String key, int otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Number n && n.doubleValue() == n.intValue()) {
      return n.intValue();
    }
    throw wrong(key, "a whole number");
  }

  boolean flag(String key, boolean otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false");
  }

  ResShiftException wrong(String key, String wanted) {
    return new ResShiftException(
        "The degradation setting " + key + " is " + values.get(key) + "; give " + wanted + ".");
  }
}
