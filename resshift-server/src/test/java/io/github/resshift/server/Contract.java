package io.github.resshift.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Holds answers against openapi.json: status, content type, and every member of every object. */
final class Contract {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;

  Contract() throws IOException {
    document = JSON.readTree(PageFiles.openapi());
  }

  /** Methods and paths, such as {@code GET /v1/jobs/{id}}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> operations.add(method.toUpperCase() + " " + path.getKey())));
    return operations;
  }

  /** Checks an answer; addresses that are not described may only be refused. */
  void check(String method, String address, int status, String type, byte[] body) {
    String what = method + " " + address + " -> " + status;
    JsonNode operation = operation(method, address);
    if (operation == null) {
      assertThat(status).as(what).isIn(204, 400, 401, 403, 404, 405, 408, 413, 414, 431, 501, 505);
      return;
    }
    JsonNode response = operation.get("responses").get(Integer.toString(status));
    assertThat(response).as(what + " is not described").isNotNull();
    response = resolved(response);
    JsonNode content = response.get("content");
    if (content == null) {
      assertThat(body).as(what).isEmpty();
      return;
    }
    String plain = type == null ? "" : type.replaceAll(";.*", "");
    JsonNode media = null;
    for (var entry : content.properties()) {
      String range = entry.getKey();
      if (range.equals(plain)
          || range.equals("*/*")
          || range.endsWith("/*") && plain.startsWith(range.replace("*", ""))) {
        media = entry.getValue();
      }
    }
    assertThat(media).as(what + " of type " + type).isNotNull();
    if (plain.endsWith("json")) {
      try {
        validate(media.get("schema"), JSON.readTree(body), what);
      } catch (IOException e) {
        throw new AssertionError(what + " is no JSON", e);
      }
    }
  }

  private JsonNode operation(String method, String address) {
    String path = address.replaceAll("\\?.*", "");
    for (var entry : document.get("paths").properties()) {
      String pattern = entry.getKey().replaceAll("\\{[a-z]+}", "[^/]+");
      if (Pattern.matches(pattern, path)) {
        return entry.getValue().get(method.toLowerCase());
      }
    }
    return null;
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode ref = node.get("$ref");
    return ref == null ? node : document.at(ref.asText().substring(1));
  }

  /** Data against a schema, as far as openapi.json uses JSON Schema. */
  private void validate(JsonNode reference, JsonNode value, String where) {
    JsonNode schema = resolved(reference);
    if (schema.has("oneOf")) {
      boolean fits = false;
      for (JsonNode one : schema.get("oneOf")) {
        fits |= one.path("type").asText().equals("null") == value.isNull();
        if (one.path("type").asText().isEmpty() && !value.isNull()) {
          validate(one, value, where);
        }
      }
      assertThat(fits).as(where).isTrue();
      return;
    }
    if (schema.has("type")) {
      assertThat(types(schema.get("type"))).as(where).contains(type(value));
    }
    if (schema.has("enum")) {
      assertThat(schema.get("enum")).as(where).contains(value);
    }
    if (schema.has("minimum") && value.isNumber()) {
      assertThat(value.asDouble())
          .as(where)
          .isGreaterThanOrEqualTo(schema.get("minimum").asDouble());
    }
    if (schema.has("maximum") && value.isNumber()) {
      assertThat(value.asDouble()).as(where).isLessThanOrEqualTo(schema.get("maximum").asDouble());
    }
    if (value.isArray() && schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        validate(schema.get("items"), value.get(i), where + "/" + i);
      }
    }
    if (value.isObject()) {
      object(schema, value, where);
    }
  }

  private void object(JsonNode schema, JsonNode value, String where) {
    for (JsonNode name : schema.path("required")) {
      assertThat(value.has(name.asText())).as(where + "/" + name.asText() + " is missing").isTrue();
    }
    JsonNode further = schema.path("additionalProperties");
    for (var member : value.properties()) {
      JsonNode known = schema.path("properties").get(member.getKey());
      String place = where + "/" + member.getKey();
      if (known != null) {
        validate(known, member.getValue(), place);
      } else if (further.isObject()) {
        validate(further, member.getValue(), place);
      } else {
        assertThat(further.isBoolean() && !further.asBoolean()).as(place + " is unknown").isFalse();
      }
    }
  }

  private static Set<String> types(JsonNode type) {
    Set<String> types = new TreeSet<>();
    if (type.isArray()) {
      type.forEach(one -> types.add(one.asText()));
    } else {
      types.add(type.asText());
    }
    if (types.contains("number")) {
      types.add("integer");
    }
    return types;
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case BOOLEAN -> "boolean";
      case NULL, MISSING -> "null";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case STRING, BINARY -> "string";
    };
  }
}
