package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.catalog.MeasureFiles.FileSet;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureFilesTest {
  private static final String DIGEST =
      "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0";

  @TempDir private Path home;

  @Test
  void digestsMustBeginAsNamesOfTheHubSay() {
    Weights hub = weights("https://download.pytorch.org/models/vgg16-397923af.pth");
    assertThat(hub.mayHave(DIGEST)).isTrue();
    assertThat(hub.mayHave("4" + DIGEST.substring(1))).isFalse();
    // Elsewhere digits in a name need not be a digest.
    Weights other = weights("https://example.org/vgg16-397923af.pth");
    assertThat(other.mayHave("4" + DIGEST.substring(1))).isTrue();
    Weights known =
        new Weights("x.pth", Optional.empty(), Optional.of(DIGEST), OptionalLong.empty());
    assertThat(known.mayHave(DIGEST)).isTrue();
    assertThat(known.mayHave("4" + DIGEST.substring(1))).isFalse();
  }

  private static Weights weights(String url) {
    return new Weights("x.pth", Optional.of(url), Optional.empty(), OptionalLong.empty());
  }

  @Test
  void everySetHasFilesWithAddresses() {
    MeasureFiles files = ModelCatalog.at(home).measureFiles();
    assertThat(files.all())
        .extracting(FileSet::name)
        .containsExactly("lpips-alex", "lpips-vgg", "lpips-squeeze", "niqe", "perceptual");
    for (FileSet set : files.all()) {
      assertThat(set.licence()).isNotBlank();
      assertThat(files.present(set)).isFalse();
      if (set.name().equals(MeasureFiles.PERCEPTUAL)) {
        continue;
      }
      assertThat(set.files()).allMatch(file -> file.url().orElse("").startsWith("https://"));
      assertThatThrownBy(() -> files.ready(set))
          .isInstanceOf(CatalogException.class)
          .hasMessageContaining("resshift models fetch " + set.name())
          .hasMessageContaining("resshift models import " + set.name());
    }
  }

  @Test
  void saysWhatGetsAFileThatHasNoAddress() {
    MeasureFiles files = ModelCatalog.at(home).measureFiles();
    FileSet set = files.find(MeasureFiles.PERCEPTUAL).orElseThrow();
    assertThat(set.files()).allMatch(file -> file.url().isEmpty() && file.sha256().isPresent());
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> files.ready(set), () -> files.fetch(set, ProgressListener.NONE))) {
      assertThatThrownBy(call)
          .isInstanceOf(CatalogException.class)
          .hasMessageContaining("models/fetch-perceptual.sh")
          .hasMessageContaining("resshift models import perceptual")
          .hasMessageNotContaining("models fetch");
    }
  }

  @Test
  void refusesFilesOfOtherContents() throws IOException {
    MeasureFiles files = ModelCatalog.at(home).measureFiles();
    FileSet alex = files.find("lpips-alex").orElseThrow();
    Path network = home.resolve("alexnet-owt-7be5be79.pth");
    try (var scope = Scope.open()) {
      Safetensors.write(
          network, Map.of("features.0.weight", Tensors.of(new float[1], 1)), Map.of());
    }
    assertThatThrownBy(() -> files.importFile(alex, network))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("none of the files of lpips-alex");
    Path empty = Files.writeString(home.resolve("lpips-v0.1-alex.pth"), "");
    assertThatThrownBy(() -> files.importFile(alex, empty)).isInstanceOf(CatalogException.class);
    assertThatThrownBy(() -> files.importFile(alex, home.resolve("none")))
        .hasMessageContaining("There is no file");
    assertThat(files.present(alex)).isFalse();
  }
}
