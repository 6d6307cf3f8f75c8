package io.github.resshift.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The content decides how a file is read. */
class WeightFilesTest {
  @TempDir Path folder;

  @Test
  void decidesByContentNotByName() throws IOException {
    try (var scope = Scope.open()) {
      Map<String, Tensor> state = Map.of("w", torch.ones(3));
      Path zip = folder.resolve("zip.safetensors");
      Path safetensors = folder.resolve("safetensors.pth");
      TorchCheckpoint.write(zip, state, Map.of());
      Safetensors.write(safetensors, state, Map.of());
      try (WeightSource source = WeightFiles.open(zip)) {
        assertThat(source).isInstanceOf(TorchCheckpoint.class);
      }
      try (WeightSource source = WeightFiles.open(safetensors)) {
        assertThat(source).isInstanceOf(Safetensors.class);
      }
    }
  }

  @Test
  void takesPrefixesOffSafetensorsNamesToo() throws IOException {
    Path path = folder.resolve("prefixed.safetensors");
    try (var scope = Scope.open()) {
      Map<String, Tensor> state = new LinkedHashMap<>();
      state.put("_orig_mod.module.b", torch.ones(3));
      state.put("module.a.module.weight", torch.zeros(2));
      Safetensors.write(path, state, Map.of());
      try (WeightSource source = WeightFiles.open(path)) {
        assertThat(source.names()).containsExactly("b", "a.module.weight");
        assertThat(source.info("b").shape()).containsExactly(3);
        assertThat(Tensors.floats(source.tensor("a.module.weight"))).containsExactly(0, 0);
        assertThatThrownBy(() -> source.tensor("module.a"))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContainingAll("prefixed.safetensors", "module.a");
      }
    }
  }

  @Test
  void refusesTwoSafetensorsNamesThatBecomeOne() throws IOException {
    Path path = folder.resolve("twice.safetensors");
    try (var scope = Scope.open()) {
      Tensor w = torch.ones(2);
      Safetensors.write(path, Map.of("w", w, "_orig_mod.w", w), Map.of());
    }
    assertThatThrownBy(() -> WeightFiles.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("twice.safetensors", "_orig_mod.w");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "PK",
        "{}",
        "<!DOCTYPE html><title>404</title>",
        "version https://git-lfs.github.com/spec/v1\n",
        "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000{",
        "\u0000\u0000\u0000",
        "\u0080",
        "\u0080\u0002",
        "\u0080\u0002.",
        "\u0080\u00ff."
      })
  void namesFilesThatAreNoWeights(String content) throws IOException {
    Path path = folder.resolve("other.pth");
    Files.write(path, content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> WeightFiles.open(path))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining("other.pth");
  }

  @Test
  void namesMissingFilesAndFolders() {
    assertThatThrownBy(() -> WeightFiles.open(folder.resolve("none.pth")))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("none.pth", "no such file");
    assertThatThrownBy(() -> WeightFiles.open(folder))
        .isExactlyInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void saysWhenTextWasFetchedInsteadOfWeights() throws IOException {
    Path path = folder.resolve("page.pth");
    Files.writeString(path, "<html>not found</html>");
    assertThatThrownBy(() -> WeightFiles.open(path)).hasMessageContaining("web page");
  }
}
