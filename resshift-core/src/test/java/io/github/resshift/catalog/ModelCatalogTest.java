package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.Fixtures;
import io.github.resshift.catalog.ModelCatalog.State;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.Verification.Status;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCatalogTest {
  private static final String NETWORK_FILE = "file.pth";
  private static final String AUTOENCODER_FILE = "vq.pth";

  @TempDir private Path home;
  @TempDir private Path elsewhere;
  private byte[] network;
  private FileServer server;
  private ModelCatalog catalog;

  @BeforeEach
  void start() throws IOException {
    network = Files.readAllBytes(Fixtures.path("unet/a_weights.pth"));
    server = new FileServer(network);
    catalog = catalog(Optional.empty());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A catalog with the models "small" (denoiser and autoencoder) and "plan" (no weights). */
  private ModelCatalog catalog(Optional<BundledModel> bundled) {
    Weights file =
        new Weights(
            NETWORK_FILE,
            Optional.of(server.url("/file.pth")),
            Optional.empty(),
            OptionalLong.of(network.length));
    Weights autoencoder =
        new Weights(
            AUTOENCODER_FILE,
            Optional.of("http://127.0.0.1:1/vq.pth"),
            Optional.of(digestOf(Fixtures.path("vq/f4_weights.pth"))),
            OptionalLong.empty());
    return new ModelCatalog(
        home,
        List.of(
            model("small", Optional.of(file), Optional.of(autoencoder)),
            model("plan", Optional.empty(), Optional.empty())),
        new Downloader(Duration.ofSeconds(5), Duration.ofSeconds(2), 1, Duration.ZERO),
        name -> name.equals(ModelCatalog.BUNDLED) ? bundled : Optional.empty());
  }

  private static String digestOf(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelDescription model(
      String name, Optional<Weights> network, Optional<Weights> autoencoder) {
    SwinUNetConfig unet =
        ModelParams.swinUNet(ConfigNode.read(Fixtures.path("unet/a.json")).at("params"));
    VqConfig vq = ModelParams.vq(ConfigNode.read(Fixtures.path("vq/f4.json")).at("params"));
    DiffusionConfig chain =
        ModelParams.diffusion(
            ConfigNode.read(Fixtures.path("sampling/sr_T4.json")).at("diffusion"));
    return new ModelDescription(
        name,
        Task.SUPER_RESOLUTION,
        chain,
        unet,
        vq,
        16,
        Optional.empty(),
        network,
        autoencoder,
        "",
        "");
  }

  private Path weights(String file) {
    return home.resolve("weights").resolve(file);
  }

  private void importAutoencoder() {
    catalog.importFile("small", Fixtures.path("vq/f4_weights.pth"));
  }

  @Test
  void fetchedAndImportedModelsOpen() {
    assertThat(catalog.entry("small").state()).isEqualTo(State.ABSENT);
    importAutoencoder();
    catalog.fetch("small", ProgressListener.NONE);

    assertThat(catalog.entry("small").state()).isEqualTo(State.READY);
    ResolvedModel model = catalog.resolve("small");
    try (WeightSource unet = model.openNetwork();
        WeightSource vq = model.openFirstStage().orElseThrow()) {
      assertThat(unet.names()).contains("input_blocks.0.0.weight");
      assertThat(vq.names()).contains("quantize.embedding.weight");
    }
    assertThat(catalog.verify("small"))
        .extracting(Verification::status)
        .containsExactly(Status.RIGHT, Status.RIGHT);
    assertThat(weights("file.pth.part")).doesNotExist();
  }

  @Test
  void missingWeightsSayWhereToGetAndPutThem() {
    ResolvedModel model = catalog.resolve("small");

    assertThat(model.description().name()).isEqualTo("small");
    assertThatThrownBy(model::networkFile)
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining(server.url("/file.pth"))
        .hasMessageContaining(weights(NETWORK_FILE).toString())
        .hasMessageContaining("resshift models fetch small");
  }

  @Test
  void offlineTheErrorSaysWhereToGetAndPutTheFile() {
    assertThatThrownBy(() -> catalog.fetch("small", ProgressListener.NONE))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("no connection")
        .hasMessageContaining("http://127.0.0.1:1/vq.pth")
        .hasMessageContaining(weights(AUTOENCODER_FILE).toString());
    assertThat(weights(NETWORK_FILE)).exists();
  }

  @Test
  void filesPutThereByHandAreTakenAndRecorded() throws IOException {
    Files.createDirectories(home.resolve("weights"));
    Files.write(weights(NETWORK_FILE), network);

    assertThat(catalog.resolve("small").networkFile()).isEqualTo(weights(NETWORK_FILE));
    assertThat(FileRecord.read(weights(NETWORK_FILE))).isPresent();
    assertThat(catalog.verify("small"))
        .extracting(Verification::status)
        .containsExactly(Status.RIGHT, Status.MISSING);
  }

  @Test
  void laterChangesAreFound() throws IOException {
    importAutoencoder();
    Files.write(weights(NETWORK_FILE), network);
    Path file = catalog.resolve("small").networkFile();
    byte[] flipped = network.clone();
    flipped[network.length / 2] ^= 1;
    Files.write(file, flipped);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));

    assertThatThrownBy(() -> catalog.resolve("small").networkFile())
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("is damaged (sha256")
        .hasMessageContaining(file.toString());
    assertThat(catalog.verify("small").get(0).status()).isEqualTo(Status.DAMAGED);
    Files.write(file, List.of("short"));
    assertThatThrownBy(() -> catalog.resolve("small").networkFile())
        .hasMessageContaining("6 bytes instead of " + network.length);
  }

  @Test
  void aPageInPlaceOfTheFileIsNotKept() throws IOException {
    server.close();
    server = new FileServer("<html>Please sign in</html>".repeat(99).getBytes());
    Weights any =
        new Weights(
            NETWORK_FILE,
            Optional.of(server.url("/file.pth")),
            Optional.empty(),
            OptionalLong.empty());
    ModelCatalog trusting =
        new ModelCatalog(
            home,
            List.of(model("small", Optional.of(any), Optional.empty())),
            new Downloader(),
            name -> Optional.empty());

    assertThatThrownBy(() -> trusting.fetch("small", ProgressListener.NONE))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("is not a weights file");
    assertThat(home.resolve("weights")).isDirectoryNotContaining("glob:**/file.pth*");
  }

  @Test
  void importsAreCheckedFirst() throws IOException {
    Path text = Files.writeString(elsewhere.resolve("weights.pth"), "no weights at all");
    Path otherVq = elsewhere.resolve("other.safetensors");
    try (Tensor codes = torch.zeros(new long[] {4, 3})) {
      Safetensors.write(otherVq, Map.of("quantize.embedding.weight", codes), Map.of());
    }

    assertThatThrownBy(() -> catalog.importFile("small", text))
        .isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> catalog.importFile("small", otherVq))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("is not vq.pth: its sha256 is");
    assertThatThrownBy(() -> catalog.importFile("plan", otherVq))
        .hasMessageContaining(
            "holds neither a denoiser nor an autoencoder nor a guide that plan has");
    assertThatThrownBy(() -> catalog.importFile("small", elsewhere.resolve("none.pth")))
        .hasMessageContaining("There is no file");
    assertThat(weights(AUTOENCODER_FILE)).doesNotExist();
  }

  @Test
  void modelFilesAreFoundByFileAndFolder() throws IOException {
    Files.createDirectories(elsewhere.resolve("sub"));
    Files.write(elsewhere.resolve("sub/net.pth"), network);
    ModelDescription description =
        model(
            "mine",
            Optional.of(Weights.of("sub/net.pth")),
            Optional.of(
                Weights.of(Fixtures.path("vq/f4_weights.pth").toAbsolutePath().toString())));
    Path file = elsewhere.resolve("model.yaml");
    ModelYaml.write(description, file);

    for (Path path : List.of(file, elsewhere)) {
      ResolvedModel model = catalog.resolve(path.toString());
      assertThat(model.description()).isEqualTo(description);
      assertThat(model.networkFile()).isEqualTo(elsewhere.resolve("sub/net.pth"));
      assertThat(model.firstStageFile()).isPresent();
      assertThat(model.warnings()).isEmpty();
    }
    Files.delete(elsewhere.resolve("sub/net.pth"));
    assertThatThrownBy(() -> catalog.resolve(file.toString()).networkFile())
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("put the file at '" + elsewhere.resolve("sub/net.pth"));
  }

  @Test
  void statedDigestsOfModelFilesAreChecked() throws IOException {
    Files.write(elsewhere.resolve("net.pth"), network);
    Weights wrong =
        new Weights("net.pth", Optional.empty(), Optional.of("0".repeat(64)), OptionalLong.empty());
    ModelYaml.write(
        model("mine", Optional.of(wrong), Optional.of(Weights.of("vq.pth"))),
        elsewhere.resolve("model.yaml"));

    assertThatThrownBy(() -> catalog.resolve(elsewhere.toString()).networkFile())
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("its model file says 000000");
  }

  @Test
  void authorsConfigurationsFindWeightsBesideTheirFolder() throws IOException {
    Path configs = Files.createDirectories(elsewhere.resolve("configs"));
    Files.createDirectories(elsewhere.resolve("weights"));
    Files.copy(Fixtures.path("vq/f4_weights.pth"), elsewhere.resolve("weights/mine.pth"));
    String network = Files.readString(Fixtures.path("unet/a.json"));
    String chain = Files.readString(Fixtures.path("sampling/sr_T4.json"));
    String vq = Files.readString(Fixtures.path("vq/f4.json"));
    Path file =
        Files.writeString(
            configs.resolve("mine.yaml"),
            String.join(
                "\n",
                "model: {ckpt_path: ~, odd: 1, params: " + block(network, "params") + "}",
                "diffusion: {params: " + block(chain, "diffusion") + "}",
                "autoencoder: {ckpt_path: weights/mine.pth, params: " + block(vq, "params") + "}"));

    ResolvedModel model = catalog.resolve(file.toString());

    assertThat(model.warnings()).singleElement().asString().contains("model.odd is unknown");
    assertThat(model.firstStageFile()).hasValue(elsewhere.resolve("weights/mine.pth"));
    assertThatThrownBy(model::networkFile).hasMessageContaining("mine has no weights");
  }

  @Test
  void publishedWeightsOfConfigurationsAreTakenFromTheCache() throws IOException {
    Weights named = Weights.of("weights/autoencoder_vq_f4.pth");
    LocalWeights local =
        new LocalWeights(
            elsewhere.resolve("x4.yaml").toString(),
            List.of(elsewhere),
            new WeightStore(home.resolve("weights")));

    assertThatThrownBy(() -> local.find(named))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("resshift models fetch realsr-v1")
        .hasMessageContaining(elsewhere.resolve(named.file()).toString());
    Path cached = Files.createDirectories(home.resolve("weights")).resolve("autoencoder_vq_f4.pth");
    Files.copy(Fixtures.path("vq/f4_weights.pth"), cached);
    assertThat(local.find(named)).isEqualTo(cached);
  }

  private static String block(String json, String key) {
    try {
      return new ObjectMapper().readTree(json).path(key).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsNoModelIsNamed() throws IOException {
    Path weights = Files.write(elsewhere.resolve("net.pth"), network);
    Path other = Files.writeString(elsewhere.resolve("other.yaml"), "a: 1");

    assertThatThrownBy(() -> catalog.resolve("smal"))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("There is no model 'smal'")
        .hasMessageContaining("bundled, fast, small, plan");
    assertThatThrownBy(() -> catalog.resolve(weights.toString()))
        .hasMessageContaining("is no model file");
    assertThatThrownBy(() -> catalog.resolve(other.toString()))
        .hasMessageContaining("neither 'format: resshift-model/1' nor the sections");
    assertThatThrownBy(() -> catalog.resolve(elsewhere.toString()))
        .hasMessageContaining("There is no model");
    assertThatThrownBy(() -> catalog.resolve("plan").networkFile())
        .hasMessageContaining("plan has no weights");
  }

  @Test
  void aBuildWithoutBundledModelSaysSo() {
    assertThat(catalog.list())
        .extracting(ModelCatalog.Entry::name)
        .containsExactly("small", "plan");
    assertThat(catalog.entry("plan").state()).isEqualTo(State.UNTRAINED);
    assertThatThrownBy(() -> catalog.resolve("bundled"))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("no model 'bundled'")
        .hasMessageContaining("resshift-model-bundled");
  }

  @Test
  void theStandardCatalogListsThePublishedModels() {
    assertThat(ModelCatalog.at(home).list())
        .extracting(ModelCatalog.Entry::name)
        .contains("realsr-v3", "bicsr", "inpaint-face", "faceir");
    assertThat(home).isEmptyDirectory();
  }
}
