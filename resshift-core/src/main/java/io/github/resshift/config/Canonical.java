package io.github.resshift.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings as JSON of which there is one text only, so that texts and their digests tell whether
 * two runs have the same settings: members in alphabetical order, numbers with as few digits as
 * name them, no spaces. Empty optionals are left out, and so are settings at their {@link Default}:
 * a setting that is added to a record does not change the texts of files that know nothing of it.
 */
public final class Canonical {
  private static final String KIND = "kind";

  /** Digits that are enough to tell every double from its neighbours. */
  private static final int DOUBLE_DIGITS = 17;

  private Canonical() {}

  /**
   * The text of settings.
   *
   * @param settings a record, map or list of records, numbers, texts, truth values, enums, paths
   *     and optionals of them
   */
  public static String text(Object settings) {
    return node(settings).toString();
  }

  /** The same as a tree. */
  public static JsonNode node(Object settings) {
    return of(settings)
        .orElseThrow(() -> new IllegalArgumentException("an empty optional has no text"));
  }

  /** Empty for an empty optional. */
  static Optional<JsonNode> of(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(Canonical::of);
    } else if (value instanceof OptionalInt optional) {
      return optional.isEmpty() ? Optional.empty() : of(optional.getAsInt());
    } else if (value instanceof OptionalLong optional) {
      return optional.isEmpty() ? Optional.empty() : of(optional.getAsLong());
    } else if (value instanceof OptionalDouble optional) {
      return optional.isEmpty() ? Optional.empty() : of(optional.getAsDouble());
    } else if (value instanceof Record settings) {
      return Optional.of(settings(settings));
    } else if (value instanceof Map<?, ?> map) {
      SortedMap<String, JsonNode> members = new TreeMap<>();
      map.forEach((name, each) -> of(each).ifPresent(node -> members.put(name.toString(), node)));
      return Optional.of(object(members));
    } else if (value instanceof Collection<?> list) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      list.forEach(each -> array.add(node(each)));
      return Optional.of(array);
    }
    return Optional.of(scalar(value));
  }

  private static JsonNode settings(Record settings) {
    SortedMap<String, JsonNode> members = new TreeMap<>();
    Kind kind = settings.getClass().getAnnotation(Kind.class);
    if (kind != null) {
      members.put(KIND, TextNode.valueOf(kind.value()));
    }
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      of(value(settings, component))
          .filter(node -> !isDefault(component, node))
          .ifPresent(node -> members.put(component.getName(), node));
    }
    return object(members);
  }

  /** Whether a setting was added later and has the value that means nothing new. */
  static boolean isDefault(RecordComponent component, JsonNode node) {
    Default later = component.getAnnotation(Default.class);
    return later != null && later.value().equals(node.toString());
  }

  static Object value(Record settings, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  private static ObjectNode object(SortedMap<String, JsonNode> members) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    members.forEach(object::set);
    return object;
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Boolean flag) {
      return BooleanNode.valueOf(flag);
    } else if (value instanceof Double number) {
      return Double.isFinite(number)
          ? DecimalNode.valueOf(shortest(number))
          : TextNode.valueOf(number.toString());
    } else if (value instanceof Integer || value instanceof Long) {
      return JsonNodeFactory.instance.numberNode(BigInteger.valueOf(((Number) value).longValue()));
    } else if (value instanceof Enum<?> word) {
      return TextNode.valueOf(word.name());
    } else if (value instanceof String || value instanceof Path) {
      return TextNode.valueOf(value.toString());
    }
    throw new IllegalArgumentException(value + " has no canonical text");
  }

  /** Not {@link Double#toString}, whose digits differ between versions of Java. */
  private static BigDecimal shortest(double number) {
    BigDecimal exact = new BigDecimal(number);
    int digits = 1;
    BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    while (rounded.doubleValue() != number && digits < DOUBLE_DIGITS) {
      digits++;
      rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }
    BigDecimal stripped = rounded.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
