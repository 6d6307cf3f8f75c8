package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.Verification.Status;
import io.github.resshift.config.ConfigNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {
  private static final byte[] WEIGHTS = "not really weights".getBytes();

  @TempDir private Path folder;

  private static String yaml(Optional<String> sha256) {
    ModelDescription plain =
        ModelYaml.parse(
            ConfigNode.parse(
                "tiny",
                """
                format: resshift-model/1
                name: tiny
                task: super-resolution
                diffusion: {sf: 4, steps: 4, min_noise_level: 0.2, kappa: 0.5}
                network:
                  image_size: 16
                  in_channels: 48
                  model_channels: 32
                  out_channels: 48
                  attention_resolutions: [16]
                  channel_mult: [1]
                  num_res_blocks: 1
                  swin_embed_dim: 32
                first_stage: {type: pixel_shuffle, factor: 4}
                """));
    Weights weights =
        new Weights("model.safetensors", Optional.empty(), sha256, OptionalLong.empty());
    return ModelYaml.write(
        new ModelDescription(
            plain.name(),
            plain.task(),
            plain.diffusion(),
            plain.network(),
            plain.firstStage(),
            plain.paddingOffset(),
            plain.defaultSteps(),
            Optional.of(weights),
            Optional.empty(),
            "",
            ""));
  }

  private BundledModel inJar(String yaml) throws IOException {
    // Open jars are cached by their path, so each has its own.
    Path jar = Files.createTempFile(folder, "core", ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("bundled/model.yaml"));
      zip.write(yaml.getBytes());
      zip.putNextEntry(new ZipEntry("bundled/model.safetensors"));
      zip.write(WEIGHTS);
    }
    URL url = URI.create("jar:" + jar.toUri() + "!/bundled/model.yaml").toURL();
    return BundledModel.find(url).orElseThrow();
  }

  private String digest() throws IOException {
    return Sha256.of(Files.write(folder.resolve("plain"), WEIGHTS));
  }

  @Test
  void inAJarItIsCopiedOnce() throws IOException {
    for (Optional<String> stated : List.of(Optional.<String>empty(), Optional.of(digest()))) {
      Path cache = folder.resolve("cache" + stated.isPresent());
      BundledModel model = inJar(yaml(stated));

      Path copy = model.weightsFile(model.files().get(0), cache);
      FileTime first = Files.getLastModifiedTime(copy);

      assertThat(copy.getFileName())
          .hasToString("tiny-" + digest().substring(0, 12) + ".safetensors");
      assertThat(copy).hasBinaryContent(WEIGHTS);
      assertThat(model.weightsFile(model.files().get(0), cache)).isEqualTo(copy);
      assertThat(Files.getLastModifiedTime(copy)).isEqualTo(first);
      assertThat(model.verify(model.files().get(0), cache).status()).isEqualTo(Status.RIGHT);
      try (Stream<Path> left = Files.list(cache)) {
        assertThat(left).containsExactlyInAnyOrder(copy, FileRecord.pathFor(copy));
      }
    }
  }

  @Test
  void aDamagedCopyIsReplaced() throws IOException {
    BundledModel model = inJar(yaml(Optional.of(digest())));
    Path copy = model.weightsFile(model.files().get(0), folder.resolve("cache"));
    Files.write(copy, new byte[3]);

    assertThat(model.weightsFile(model.files().get(0), folder.resolve("cache")))
        .hasBinaryContent(WEIGHTS);
  }

  @Test
  void aDamagedJarIsNamed() throws IOException {
    BundledModel model = inJar(yaml(Optional.of("0".repeat(64))));

    assertThatThrownBy(() -> model.weightsFile(model.files().get(0), folder.resolve("cache")))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("install it again");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void inAFolderItIsUsedInPlace() throws IOException {
    Path yaml = Files.writeString(folder.resolve("model.yaml"), yaml(Optional.empty()));
    Path weights = Files.write(folder.resolve("model.safetensors"), WEIGHTS);

    BundledModel model = BundledModel.find(yaml.toUri().toURL()).orElseThrow();

    assertThat(model.description().name()).isEqualTo("tiny");
    assertThat(model.weightsFile(model.files().get(0), folder.resolve("cache"))).isEqualTo(weights);
    assertThat(folder.resolve("cache")).doesNotExist();
    assertThat(BundledModel.find((URL) null)).isEmpty();
  }
}
