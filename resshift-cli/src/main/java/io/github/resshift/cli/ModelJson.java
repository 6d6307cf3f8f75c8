package io.github.resshift.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.catalog.ChainParams;
import io.github.resshift.catalog.ModelCatalog.Entry;
import io.github.resshift.catalog.ModelCatalog.EntryFile;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelParams;
import java.util.List;
import java.util.Locale;

/** Models as JSON for programs. Keys are only ever added, never changed. */
final class ModelJson {
  // Every terminal and pipe carries ASCII, whatever the locale makes of a file name.
  private static final ObjectMapper JSON =
      new ObjectMapper(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

  private ModelJson() {}

  /** The list, one object a model. */
  static String of(List<Entry> entries) {
    ArrayNode array = JSON.createArrayNode();
    entries.forEach(entry -> array.add(summary(entry)));
    return text(array);
  }

  /** One listed model with all its settings. */
  static String of(Entry entry) {
    ObjectNode node = summary(entry);
    node.set("settings", settings(entry.description()));
    return text(node);
  }

  /** A model that is not in the list, with all its settings. */
  static String of(ModelDescription model) {
    ObjectNode node = head(model.name(), model);
    node.set("settings", settings(model));
    return text(node);
  }

  private static ObjectNode summary(Entry entry) {
    ObjectNode node = head(entry.name(), entry.description());
    node.put("state", entry.state().name().toLowerCase(Locale.ROOT));
    ArrayNode files = node.putArray("files");
    for (EntryFile file : entry.files()) {
      ObjectNode item = files.addObject();
      item.put("file", file.weights().file());
      item.put("path", file.path().toString());
      item.put("present", file.present());
      file.weights().url().ifPresent(url -> item.put("url", url));
      file.weights().sha256().ifPresent(digest -> item.put("sha256", digest));
      file.weights().bytes().ifPresent(bytes -> item.put("bytes", bytes));
    }
    return node;
  }

  private static ObjectNode head(String name, ModelDescription model) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", name);
    node.put("task", model.task().label());
    node.put("scale", model.scale());
    node.put("steps", model.defaultSteps().orElse(model.diffusion().steps()));
    node.put("realism", model.defaultRealism());
    node.put("padding", model.paddingOffset());
    node.put("licence", model.licence());
    node.put("note", model.note());
    return node;
  }

  private static ObjectNode settings(ModelDescription model) {
    ObjectNode node = JSON.createObjectNode();
    node.set("diffusion", JSON.valueToTree(ChainParams.block(model.diffusion())));
    node.set("network", JSON.valueToTree(ModelParams.block(model.network())));
    node.set("first_stage", JSON.valueToTree(ModelParams.block(model.firstStage())));
    return node;
  }

  private static String text(Object node) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }
}
