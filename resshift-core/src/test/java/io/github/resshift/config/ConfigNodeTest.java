package io.github.resshift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigNodeTest {
  private static ConfigNode parse(String... lines) {
    return ConfigNode.parse("test.yaml", String.join("\n", lines));
  }

  @ParameterizedTest
  @CsvSource({"5e-5,5e-5", "1.0,1", ".5,.5", "3,3", "-2E+3,-2000", "0.99,0.99"})
  void numbersFollowYaml12(String written, double value) {
    assertThat(parse("lr: " + written).number("lr")).isEqualTo(value);
  }

  @Test
  void scalarsHaveTheirKinds() {
    ConfigNode node =
        parse("flag: True", "count: 5e5", "big: 9007199254740993", "text: yes", "number: 17");

    assertThat(node.flag("flag")).isTrue();
    assertThat(node.integer("count")).isEqualTo(500_000);
    assertThat(node.longInteger("big")).isEqualTo(9007199254740993L);
    assertThat(node.text("text")).isEqualTo("yes");
    assertThat(node.text("number")).isEqualTo("17");
  }

  @Test
  void wrongKindsNameFileKeyAndValue() {
    ConfigNode node =
        parse("train:", "  lr: fast", "  steps: 1.5", "  amp: 1", "  huge: 3000000000");
    ConfigNode train = node.at("train");

    assertThatThrownBy(() -> train.number("lr"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("test.yaml: train.lr must be a number, not 'fast'.");
    assertThatThrownBy(() -> train.integer("steps")).hasMessageContaining("not '1.5'");
    assertThatThrownBy(() -> train.integer("huge")).hasMessageContaining("not '3000000000'");
    assertThatThrownBy(() -> train.flag("amp")).hasMessageContaining("true or false, not '1'");
    assertThatThrownBy(() -> train.text("seed"))
        .hasMessage("test.yaml: train.seed is missing; it must be text.");
    assertThatThrownBy(() -> train.at("lr")).hasMessageContaining("must be a map of settings");
    assertThatThrownBy(() -> parse("x: .nan").number("x")).hasMessageContaining("must be a number");
  }

  @Test
  void tildeIsAbsent() {
    ConfigNode node = parse("respacing: ~", "empty:", "params: null");

    assertThat(node.has("respacing")).isFalse();
    assertThat(node.integer("respacing", 7)).isEqualTo(7);
    assertThat(node.text("empty", "none")).isEqualTo("none");
    assertThat(node.find("params")).isEmpty();
    assertThat(node.keys()).containsExactly("respacing", "empty", "params");
  }

  @Test
  void listsTakeScalarsAsOne() {
    ConfigNode node = parse("a: [1, 2]", "b: 3", "c: [x, 4]", "d: [1, ~]");

    assertThat(node.integers("a")).containsExactly(1, 2);
    assertThat(node.integers("b")).containsExactly(3);
    assertThat(node.numbers("a")).containsExactly(1.0, 2.0);
    assertThat(node.texts("c")).containsExactly("x", "4");
    assertThatThrownBy(() -> node.integers("d")).hasMessageContaining("d must be a list of whole");
  }

  @Test
  void referencesResolveFromTheRoot() {
    ConfigNode node =
        parse(
            "degradation: {sf: 4, queue: 8}",
            "name: run_${degradation.sf}x",
            "diffusion: {params: {sf: '${degradation.sf}'}}",
            "copy: ${degradation}",
            "list: ['${diffusion.params.sf}', 1]");

    assertThat(node.at("diffusion").at("params").integer("sf")).isEqualTo(4);
    assertThat(node.text("name")).isEqualTo("run_4x");
    assertThat(node.at("copy").integer("queue")).isEqualTo(8);
    assertThat(node.integers("list")).containsExactly(4, 1);
  }

  @Test
  void badReferencesAreNamed() {
    assertThatThrownBy(() -> parse("a: ${b.c}", "b: {d: 1}"))
        .hasMessage(
            "test.yaml: a: the reference '${b.c}' points to nothing; there is no key 'b.c'.");
    assertThatThrownBy(() -> parse("a: ${b}", "b: ${a}")).hasMessageContaining("back to itself");
    assertThatThrownBy(() -> parse("a: {b: '${a}'}")).hasMessageContaining("back to itself");
    assertThatThrownBy(() -> parse("a: x${b}", "b: [1]")).hasMessageContaining("text or a number");
  }

  @Test
  void unusedKeysAreNamedInOrder() {
    ConfigNode node =
        parse("a: 1", "b: {c: 2, typo: 3}", "ignored: {x: 1}", "sf: 4", "ref: ${sf}", "opt: ~");
    node.integer("a");
    node.at("b").integer("c");
    node.text("ref");
    node.integer("opt", 0);

    assertThat(node.unusedKeys()).containsExactly("b.typo", "ignored");
    assertThat(node.at("b").unusedKeys()).containsExactly("b.typo");
    node.at("ignored").toMap();
    assertThat(node.unusedKeys()).containsExactly("b.typo");
  }

  @Test
  void changesResolveReferencesAnew() {
    ConfigNode node = parse("degradation: {sf: 4}", "sf: ${degradation.sf}");
    ConfigNode changed =
        node.with("degradation.sf", "2").with("train.lr", "1e-4").with("train.crops", "[1, 2]");

    assertThat(changed.integer("sf")).isEqualTo(2);
    assertThat(changed.at("train").number("lr")).isEqualTo(1e-4);
    assertThat(changed.at("train").integers("crops")).containsExactly(1, 2);
    assertThat(node.integer("sf")).isEqualTo(4);
    assertThat(node.has("train")).isFalse();
    assertThatThrownBy(() -> node.with("sf.x", "1")).hasMessageContaining("cannot be set: sf is");
    assertThatThrownBy(() -> node.with("sf..x", "1")).hasMessageContaining("not a dotted key");
  }

  @Test
  void duplicatesAndBrokenTextsHaveAPlace() {
    assertThatThrownBy(() -> parse("a: 1", "a: 2"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("test.yaml, line 2")
        .hasMessageContaining("duplicate key a");
    assertThatThrownBy(() -> parse("a: [1", "b: 2")).hasMessageStartingWith("test.yaml, line");
    assertThatThrownBy(() -> parse("- 1")).hasMessageContaining("top level must be a map");
    assertThatThrownBy(() -> parse("a: 1", "---", "b: 2")).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: !!javax.script.ScriptEngineManager [x]",
        "a: !!python/object/apply:os.system ['true']",
        "a: !own {x: 1}",
        "? [1, 2]\n: 3",
        "a: &x [*x]"
      })
  void onlyPlainDataIsAccepted(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(ConfigException.class);
  }

  @Test
  void hostileTextsAreRefused() {
    String deep = "a: " + "[".repeat(200_000) + "]".repeat(200_000);
    StringBuilder aliases = new StringBuilder("l0: &l0 [1, 1]\n");
    StringBuilder references = new StringBuilder("l0: [1, 1]\n");
    for (int i = 1; i <= 24; i++) {
      aliases.append("l%d: &l%d [*l%d, *l%d]\n".formatted(i, i, i - 1, i - 1));
      references.append("l%d: ['${l%d}', '${l%d}']\n".formatted(i, i - 1, i - 1));
    }

    assertThatThrownBy(() -> parse(deep)).hasMessageContaining("deeper than 48 levels");
    assertThatThrownBy(() -> parse(aliases.toString())).hasMessageContaining("more than 200000");
    assertThatThrownBy(() -> parse(references.toString())).hasMessageContaining("more than 200000");
    assertThatThrownBy(() -> parse("a: " + "x".repeat(5 << 20)))
        .hasMessageContaining("at most 4194304");
  }

  @Test
  void aFileIsItsOrigin(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("settings.json");
    Files.writeString(file, "{\"a\": {\"b\": [1.5, 2]}, \"inf\": \"inf\"}");
    Path binary = Files.write(folder.resolve("weights.yaml"), new byte[] {(byte) 0xff, 0, 1});

    assertThat(ConfigNode.read(file).at("a").numbers("b")).containsExactly(1.5, 2.0);
    assertThatThrownBy(() -> ConfigNode.read(file).at("b"))
        .hasMessageStartingWith(file + ": b is missing");
    assertThatThrownBy(() -> ConfigNode.read(binary)).hasMessageContaining("not a text file");
    assertThatThrownBy(() -> ConfigNode.read(folder.resolve("none.yaml")))
        .hasMessageContaining("There is no settings file");
  }

  @Test
  void mapsOfPlainValuesAreTrees() {
    ConfigNode node = ConfigNode.of("map", Map.of("a", Map.of("b", Arrays.asList(1, null))));

    assertThat(node.at("a").toMap()).isEqualTo(Map.of("b", Arrays.asList(1, null)));
    assertThatThrownBy(() -> ConfigNode.of("map", Map.of("a", new Object())))
        .hasMessageContaining("a value of the kind Object");
    assertThat(List.copyOf(ConfigNode.parse("empty", "").keys())).isEmpty();
  }

  @Test
  void aMisspeltKeyIsToldTheNearestOneThatCounts() {
    ConfigNode root = ConfigNode.parse("test", "train: {iteration: 9, lr: 1, zzz: 3}");
    root.at("train").number("lr");
    root.at("train").integer("iterations", 1);
    assertThat(root.unusedKeys()).containsExactly("train.iteration", "train.zzz");
    assertThat(root.nearestKey("train.iteration")).contains("train.iterations");
    assertThat(root.nearestKey("trian.lr")).contains("train.lr");
    assertThat(root.nearestKey("photographs")).isEmpty();
  }
}
