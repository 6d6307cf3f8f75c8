package io.github.resshift.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A read-only map of settings inside a parsed YAML or JSON tree. It knows its origin (a file name)
 * and its dotted path, so that every {@link ConfigException} names both, the value, and what is
 * allowed.
 *
 * <p>{@code ~} counts as absent; {@code ${a.b}} stands for the value at that path from the root;
 * numbers follow YAML 1.2, so {@code 5e-5} is a number. Every key that is read is remembered for
 * {@link #unusedKeys}. Safe for use from several threads.
 */
public final class ConfigNode {
  /** What all nodes of one tree share. */
  private record Document(String origin, Map<String, Object> written, Set<String> read) {}

  private final Document document;
  private final String path;
  private final Map<String, Object> values;

  private ConfigNode(Document document, String path, Map<String, Object> values) {
    this.document = document;
    this.path = path;
    this.values = values;
  }

  /**
   * Parses YAML (or JSON) text whose top level is a map; empty text is an empty map.
   *
   * @param origin a name for messages
   * @throws ConfigException for text that is no YAML, duplicate keys, dangling or circular
   *     references, and texts beyond the bounds (4 Mi characters, 48 levels, 200 000 values)
   */
  public static ConfigNode parse(String origin, String yamlText) {
    return root(origin, YamlText.parse(origin, yamlText));
  }

  /** Reads and parses a UTF-8 file, which also is the origin; see {@link #parse}. */
  public static ConfigNode read(Path file) {
    try {
      long size = Files.size(file);
      if (size > 4L * YamlText.MAX_CHARACTERS) {
        throw new ConfigException(file + ": " + size + " bytes are too many for a settings file.");
      }
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException("There is no settings file '" + file + "'.", e);
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": not a text file in UTF-8.", e);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** A tree of maps, lists, text, numbers and booleans, such as parsed JSON. */
  public static ConfigNode of(String origin, Map<String, ?> values) {
    return root(origin, YamlText.plain(origin, values));
  }

  @SuppressWarnings("unchecked")
  private static ConfigNode root(String origin, Object tree) {
    if (tree != null && !(tree instanceof Map)) {
      throw new ConfigException(origin + ": the top level must be a map of keys and values.");
    }
    Map<String, Object> written = tree == null ? Map.of() : (Map<String, Object>) tree;
    Document document = new Document(origin, written, ConcurrentHashMap.newKeySet());
    return new ConfigNode(document, "", References.resolve(origin, written, document.read()));
  }

  /** Where the tree comes from: a file name, or words. */
  public String origin() {
    return document.origin();
  }

  /** Dotted path of this map from the root; empty for the root. */
  public String path() {
    return path;
  }

  /** Keys of this map in the order of the text, those whose value is {@code ~} included. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** Whether {@code key} is there with another value than {@code ~}; does not count as reading. */
  public boolean has(String key) {
    return values.get(key) != null;
  }

  /** The map at {@code key}. */
  public ConfigNode at(String key) {
    return find(key).orElseThrow(() -> missing(key, "a map of settings"));
  }

  /** The map at {@code key}, or nothing where it is absent; another kind of value is an error. */
  @SuppressWarnings("unchecked")
  public Optional<ConfigNode> find(String key) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map) {
      return Optional.of(new ConfigNode(document, join(path, key), (Map<String, Object>) value));
    }
    throw problem(key, "must be a map of settings");
  }

  /** Text; a whole number is taken as its text. */
  public String text(String key) {
    return required(key, "text", Scalars::text);
  }

  /** Text, or {@code absent} where the key is absent. */
  public String text(String key, String absent) {
    return has(key) ? text(key) : absent(key, absent);
  }

  /** A whole number that fits an {@code int}; {@code 5e5} counts as one. */
  public int integer(String key) {
    return required(key, "a whole number", Scalars::integer);
  }

  /** A whole number, or {@code absent} where the key is absent. */
  public int integer(String key, int absent) {
    return has(key) ? integer(key) : absent(key, absent);
  }

  /** A whole number that fits a {@code long}. */
  public long longInteger(String key) {
    return required(key, "a whole number", Scalars::longInteger);
  }

  /** A whole number that fits a {@code long}, or {@code absent} where the key is absent. */
  public long longInteger(String key, long absent) {
    return has(key) ? longInteger(key) : absent(key, absent);
  }

  /** A finite number. */
  public double number(String key) {
    return required(key, "a number", Scalars::number);
  }

  /** A finite number, or {@code absent} where the key is absent. */
  public double number(String key, double absent) {
    return has(key) ? number(key) : absent(key, absent);
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) {
    return required(key, "true or false", Scalars::flag);
  }

  /** {@code true} or {@code false}, or {@code absent} where the key is absent. */
  public boolean flag(String key, boolean absent) {
    return has(key) ? flag(key) : absent(key, absent);
  }

  /** A list of whole numbers; a scalar is a list of one. */
  public List<Integer> integers(String key) {
    return list(key, "a list of whole numbers", Scalars::integer);
  }

  /** A list of finite numbers; a scalar is a list of one. */
  public List<Double> numbers(String key) {
    return list(key, "a list of numbers", Scalars::number);
  }

  /** A list of texts; a scalar is a list of one. */
  public List<String> texts(String key) {
    return list(key, "a list of texts", Scalars::text);
  }

  /** Whether the value at {@code key} is a map; does not count as reading. */
  public boolean isMap(String key) {
    return values.get(key) instanceof Map;
  }

  /** Whether the value at {@code key} is a list; does not count as reading. */
  public boolean isList(String key) {
    return values.get(key) instanceof List;
  }

  /**
   * This tree, from its root, with one value changed or added; references are resolved anew. What
   * was read so far is forgotten.
   *
   * @param dottedKey path from the root
   * @param value YAML text of the value: {@code 4}, {@code [1, 2]}, {@code ~}, a text
   */
  public ConfigNode with(String dottedKey, String value) {
    Map<String, Object> copy = new LinkedHashMap<>(document.written());
    Map<String, Object> parent = copy;
    String[] keys = dottedKey.split("\\.", -1);
    if (Arrays.stream(keys).anyMatch(String::isBlank)) {
      throw new ConfigException("'" + dottedKey + "' is not a dotted key such as 'train.lr'.");
    }
    for (int i = 0; i < keys.length - 1; i++) {
      Object child = parent.get(keys[i]);
      if (child != null && !(child instanceof Map)) {
        String stop = String.join(".", List.of(keys).subList(0, i + 1));
        throw new ConfigException(
            origin() + ": '" + dottedKey + "' cannot be set: " + stop + " is '" + child + "'.");
      }
      Map<String, Object> next = child == null ? new LinkedHashMap<>() : mapCopy(child);
      parent.put(keys[i], next);
      parent = next;
    }
    parent.put(keys[keys.length - 1], YamlText.parse("value of " + dottedKey, value));
    return root(origin(), copy);
  }

  /**
   * Dotted paths below this node that nobody has read, in the order of the text. Of an unread map
   * only the map itself is named. What a reference points to counts as read.
   */
  public List<String> unusedKeys() {
    List<String> unused = new ArrayList<>();
    collectUnused(path, values, unused);
    return List.copyOf(unused);
  }

  /**
   * The dotted path that has an effect and is spelt most like one that has none.
   *
   * @return empty if none is near: more than a third of the letters would have to change
   */
  public Optional<String> nearestKey(String unused) {
    return document.read().stream()
        .filter(key -> !unused.startsWith(key + "."))
        .map(key -> new Spelling(key, Spelling.between(unused, key)))
        .filter(near -> 3 * near.changes() <= unused.length())
        .min(Comparator.comparingInt(Spelling::changes).thenComparing(Spelling::key))
        .map(Spelling::key);
  }

  private void collectUnused(String parent, Map<?, ?> map, List<String> unused) {
    map.forEach(
        (key, value) -> {
          String child = join(parent, (String) key);
          if (!document.read().contains(child)) {
            unused.add(child);
          } else if (value instanceof Map<?, ?> deeper) {
            collectUnused(child, deeper, unused);
          }
        });
  }

  /** The plain values of this map, unmodifiable and without references; counts as reading all. */
  public Map<String, Object> toMap() {
    markAll(path, values);
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  private void markAll(String parent, Map<?, ?> map) {
    map.forEach(
        (key, value) -> {
          String child = join(parent, (String) key);
          document.read().add(child);
          if (value instanceof Map<?, ?> deeper) {
            markAll(child, deeper);
          }
        });
  }

  /**
   * An error about the value at {@code key}, for callers that check more than the kind.
   *
   * @param demand what the value must be: "must be 1..16"
   */
  public ConfigException problem(String key, String demand) {
    return new ConfigException(
        origin() + ": " + join(path, key) + " " + demand + ", not '" + values.get(key) + "'.");
  }

  /** An error about this map as a whole. */
  public ConfigException problem(String sentence) {
    return new ConfigException(origin() + ": " + (path.isEmpty() ? "" : path + ": ") + sentence);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? origin() : origin() + ": " + path;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> mapCopy(Object map) {
    return new LinkedHashMap<>((Map<String, Object>) map);
  }

  static String join(String parent, String key) {
    return parent.isEmpty() ? key : parent + "." + key;
  }

  private Object value(String key) {
    document.read().add(join(path, key));
    return values.get(key);
  }

  private <T> T absent(String key, T value) {
    document.read().add(join(path, key));
    return value;
  }

  private ConfigException missing(String key, String kind) {
    return new ConfigException(
        origin() + ": " + join(path, key) + " is missing; it must be " + kind + ".");
  }

  private <T> T required(String key, String kind, Function<Object, T> conversion) {
    Object value = value(key);
    if (value == null) {
      throw missing(key, kind);
    }
    T converted = conversion.apply(value);
    if (converted == null) {
      throw problem(key, "must be " + kind);
    }
    return converted;
  }

  private <T> List<T> list(String key, String kind, Function<Object, T> conversion) {
    Object value = value(key);
    if (value == null) {
      throw missing(key, kind);
    }
    List<T> result = new ArrayList<>();
    for (Object element : value instanceof List<?> elements ? elements : List.of(value)) {
      T converted = element == null ? null : conversion.apply(element);
      if (converted == null) {
        throw problem(key, "must be " + kind);
      }
      result.add(converted);
    }
    return List.copyOf(result);
  }
}
