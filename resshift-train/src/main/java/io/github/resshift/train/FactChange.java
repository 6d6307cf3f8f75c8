package io.github.resshift.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Says in which setting two records of settings differ. */
final class FactChange {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FactChange() {}

  /**
   * The first difference, such as {@code network.swinDepth = 2, now it is network.swinDepth = 4}.
   *
   * @param before text of a setting, or null if there was none
   * @param now another text of it, or null
   */
  static String first(String name, String before, String now) {
    JsonNode was = object(before);
    JsonNode is = object(now);
    if (was != null && is != null) {
      Set<String> members = new TreeSet<>();
      was.fieldNames().forEachRemaining(members::add);
      is.fieldNames().forEachRemaining(members::add);
      for (String member : members) {
        String old = text(was.get(member));
        String present = text(is.get(member));
        if (!Objects.equals(old, present)) {
          return first(name + "." + member, old, present);
        }
      }
    }
    return said(name, before) + ", now it is " + said(name, now);
  }

  /** Texts of other than JSON objects are compared as a whole. */
  private static JsonNode object(String text) {
    try {
      JsonNode node = text == null ? null : JSON.readTree(text);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String text(JsonNode node) {
    return node == null ? null : node.isTextual() ? node.asText() : node.toString();
  }

  private static String said(String name, String value) {
    return value == null ? "no " + name + " given" : name + " = " + value;
  }
}
