package io.github.resshift.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of the golden folder behaves as the list beside it says. */
class CheckpointFixturesTest {
  private static final String FOLDER = "checkpoints/";
  private static final JsonNode LIST = Fixtures.json(FOLDER + "checkpoints.json");
  private static final Pattern GLOBAL = Pattern.compile("c([A-Za-z_][\\w.]*)\n([A-Za-z_]\\w*)\n");

  static Stream<Arguments> cases(String expect) {
    return StreamSupport.stream(LIST.get("files").spliterator(), false)
        .filter(node -> node.get("expect").asText().equals(expect))
        .filter(node -> Fixtures.has(FOLDER + node.get("file").asText()))
        .map(node -> Arguments.of(Named.of(node.get("file").asText(), node)));
  }

  static Stream<Arguments> loadable() {
    return cases("load");
  }

  static Stream<Arguments> faulty() {
    return cases("error");
  }

  static Stream<Arguments> debatable() {
    return cases("load_or_error");
  }

  @ParameterizedTest
  @MethodSource("loadable")
  void loads(JsonNode node) {
    requireExpectedValues(node);
  }

  @ParameterizedTest
  @MethodSource("debatable")
  void loadsOrNamesTheFile(JsonNode node) {
    Path path = file(node);
    try (WeightSource source = WeightFiles.open(path);
        Parameters parameters = network(source)) {
      requireEqual(parameters.weights(), expected(node));
    } catch (CheckpointException e) {
      assertThat(e).hasMessageContaining(path.getFileName().toString());
    }
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void refuses(JsonNode node) throws Exception {
    Path path = file(node);
    var thrown = assertThatThrownBy(() -> openAndLoad(path));
    thrown
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining(path.getFileName().toString());
    if (node.has("must_mention")) {
      thrown.hasMessageContaining(node.get("must_mention").asText());
    }
    if (node.has("must_not")) {
      thrown.hasMessageContaining(firstGlobal(path));
      assertThat(ProcessHandle.current().children()).isEmpty();
    }
  }

  private static void openAndLoad(Path path) {
    try (WeightSource source = WeightFiles.open(path)) {
      network(source).close();
    }
  }

  private static void requireExpectedValues(JsonNode node) {
    Map<String, float[]> expected = expected(node);
    try (WeightSource source = WeightFiles.open(file(node));
        Parameters parameters = network(source)) {
      assertThat(source.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      requireEqual(parameters.weights(), expected);
      for (String name : parameters.buffers().keySet()) {
        try (Tensor stored = source.tensor(name)) {
          assertThat(Tensors.floats(stored)).as(name).isEqualTo(expected.get(name));
        }
      }
    }
  }

  private static void requireEqual(Map<String, Tensor> actual, Map<String, float[]> expected) {
    actual.forEach(
        (name, tensor) ->
            assertThat(Tensors.floats(tensor)).as(name).isEqualTo(expected.get(name)));
  }

  /** Asks for every entry of the list, the way a network does; integer entries are constants. */
  private static Parameters network(WeightSource source) {
    WeightLoader loader = new WeightLoader(source, Placement.cpu());
    LIST.get("model_entries")
        .properties()
        .forEach(
            entry -> {
              long[] shape =
                  StreamSupport.stream(entry.getValue().get(1).spliterator(), false)
                      .mapToLong(JsonNode::asLong)
                      .toArray();
              if (entry.getValue().get(0).asText().startsWith("float")) {
                loader.root().get(entry.getKey(), Init.zeros(), shape);
              } else {
                loader
                    .root()
                    .buffer(
                        entry.getKey(),
                        () -> torch.zeros(shape, new TensorOptions(ScalarType.Long)));
              }
            });
    return loader.finish();
  }

  private static Map<String, float[]> expected(JsonNode node) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (var scope = Scope.open();
        WeightSource source = Safetensors.open(Fixtures.path(FOLDER + text(node, "expected")))) {
      source.names().forEach(name -> values.put(name, Tensors.floats(source.tensor(name))));
    }
    return values;
  }

  private static String firstGlobal(Path path) throws Exception {
    Matcher matcher =
        GLOBAL.matcher(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1) + "." + matcher.group(2);
  }

  private static Path file(JsonNode node) {
    return Fixtures.path(FOLDER + text(node, "file"));
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).asText();
  }
}
