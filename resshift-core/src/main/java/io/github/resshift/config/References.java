package io.github.resshift.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${a.b}} by the value at that dotted path from the root. Alone in a text it takes
 * the value with its kind (a map too); inside a longer text it inserts a scalar's text.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^{}]*)}");

  private final String origin;
  private final Map<String, Object> root;
  private final Set<String> targets;
  private final Deque<String> open = new ArrayDeque<>();
  private int values;

  private References(String origin, Map<String, Object> root, Set<String> targets) {
    this.origin = origin;
    this.root = root;
    this.targets = targets;
  }

  /**
   * A copy of {@code root} without references.
   *
   * @param targets receives the dotted paths that references point to
   */
  static Map<String, Object> resolve(String origin, Map<String, Object> root, Set<String> targets) {
    return new References(origin, root, targets).map(root, "");
  }

  private Map<String, Object> map(Map<String, Object> map, String path) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(key, value(value, ConfigNode.join(path, key))));
    return copy;
  }

  @SuppressWarnings("unchecked")
  private Object value(Object value, String path) {
    // References to maps of references multiply: the same bound as for aliases.
    if (++values > YamlText.MAX_VALUES) {
      throw new ConfigException(
          origin + ": more than " + YamlText.MAX_VALUES + " values (references written out).");
    }
    if (value instanceof Map) {
      return map((Map<String, Object>) value, path);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (Object element : list) {
        copy.add(value(element, path + "[" + copy.size() + "]"));
      }
      return copy;
    }
    return value instanceof String text && text.contains("${") ? text(text, path) : value;
  }

  private Object text(String text, String path) {
    Matcher matcher = REFERENCE.matcher(text);
    if (matcher.matches()) {
      return target(matcher.group(1).strip(), path);
    }
    StringBuilder result = new StringBuilder();
    matcher.reset();
    while (matcher.find()) {
      Object target = target(matcher.group(1).strip(), path);
      if (target == null || target instanceof Map || target instanceof List) {
        throw new ConfigException(
            origin + ": " + path + ": '" + matcher.group() + "' must point to text or a number.");
      }
      matcher.appendReplacement(result, Matcher.quoteReplacement(target.toString()));
    }
    return matcher.appendTail(result).toString();
  }

  private Object target(String name, String path) {
    if (open.contains(name) || open.size() >= YamlText.MAX_DEPTH) {
      throw new ConfigException(
          origin + ": " + path + ": the reference '${" + name + "}' leads back to itself.");
    }
    Object found = root;
    for (String key : name.split("\\.", -1)) {
      if (!(found instanceof Map<?, ?> map) || !map.containsKey(key)) {
        throw new ConfigException(
            origin
                + ": "
                + path
                + ": the reference '${"
                + name
                + "}' points to nothing; there is no key '"
                + name
                + "'.");
      }
      found = map.get(key);
    }
    targets.add(name);
    open.push(name);
    Object value = value(found, name);
    open.pop();
    return value;
  }
}
