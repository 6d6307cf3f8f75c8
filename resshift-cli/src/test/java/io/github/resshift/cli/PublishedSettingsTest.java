package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.catalog.AuthorsConfig;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.PublishedModels;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.denoiser.TrainConfig;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code models/published/*.yaml}: as published, and trained when made small by {@code --set}. */
class PublishedSettingsTest {
  private static final Path ROOT = Path.of(System.getProperty("resshift.root"));
  private static final Path SETTINGS = ROOT.resolve("models/published");
  private static final int SIDE = 64;

  /** Name:in:out:kernel of AlexNet's convolutions in torchvision. */
  private static final String ALEX = "0:3:64:11 3:64:192:5 6:192:384:3 8:384:256:3 10:256:256:3";

  @TempDir Path dir;
  private String said;
  private Path photographs;
  private Path backbone;
  private Path linear;

  static Stream<String> names() {
    return PublishedModels.all().stream()
        .filter(model -> model.guide().isEmpty())
        .map(ModelDescription::name);
  }

  @BeforeEach
  void makeInputs() throws IOException {
    photographs = Files.createDirectories(dir.resolve("photos"));
    for (int i = 0; i < 2; i++) {
      BufferedImage image = new BufferedImage(SIDE + 8, SIDE, BufferedImage.TYPE_3BYTE_BGR);
      SplittableRandom random = new SplittableRandom(i);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          image.setRGB(x, y, random.nextInt(1 << 24));
        }
      }
      ImageIO.write(image, "png", photographs.resolve(i + ".png").toFile());
    }
    backbone = dir.resolve("alex.safetensors");
    linear = dir.resolve("linear.safetensors");
    try (var scope = Scope.open()) {
      Map<String, Tensor> features = new LinkedHashMap<>();
      Map<String, Tensor> channels = new LinkedHashMap<>();
      for (String layer : ALEX.split(" ")) {
        long[] n = Stream.of(layer.split(":")).mapToLong(Long::parseLong).toArray();
        double deviation = Math.sqrt(2.0 / (n[1] * n[3] * n[3]));
        features.put(
            "features." + n[0] + ".weight",
            torch
                .randn(new long[] {n[2], n[1], n[3], n[3]})
                .mul(new org.bytedeco.pytorch.Scalar(deviation)));
        features.put("features." + n[0] + ".bias", torch.zeros(new long[] {n[2]}));
        channels.put(
            "lin" + channels.size() + ".model.1.weight", torch.ones(new long[] {1, n[2], 1, 1}));
      }
      Safetensors.write(backbone, features, Map.of());
      Safetensors.write(linear, channels, Map.of());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void describeThePublishedModel(String name) {
    TrainConfig config = TrainConfig.of(ConfigNode.read(file(name)));
    ModelDescription published = PublishedModels.find(name).orElseThrow();
    assertThat(config.model().network()).isEqualTo(published.network());
    assertThat(config.model().diffusion()).isEqualTo(published.diffusion());
    assertThat(config.model().firstStage()).isEqualTo(published.firstStage());
    assertThat(config.model().task()).isEqualTo(published.task());
    assertThat(config.model().firstStageWeights()).isEqualTo(published.firstStageWeights());
    assertThat(config.warnings()).isEmpty();
    double[] loss = {config.loss().mse(), config.loss().lpips().map(l -> l.weight()).orElse(0.0)};
    boolean journal = published.diffusion().steps() == 4;
    double perceptual = !journal ? 0 : published.scale() == 1 ? 10 : 1;
    assertThat(loss).containsExactly(1, perceptual);
  }

  @Test
  void areAllThere() throws IOException {
    try (Stream<Path> files = Files.list(SETTINGS)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(names().map(n -> n + ".yaml").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void trainTwoIterationsAndGoOn(String name) throws IOException {
    List<String> small = small(name);
    assertThat(train(name, "run", small, "train.iterations=2")).as(said).isEqualTo(ExitCode.DONE);
    assertThat(train(name, "run", small, "train.iterations=3")).as(said).isEqualTo(ExitCode.DONE);
    assertThat(said).contains("from iteration 2");
    assertThat(dir.resolve("run/model/model.yaml")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inpaint-imagenet", "faceir"})
  void goOnAsIfNeverInterrupted(String name) throws IOException {
    List<String> small = new ArrayList<>(small(name));
    small.add("train.save_freq=1");
    small.add("train.iterations=3");
    assertThat(train(name, "whole", small)).as(said).isEqualTo(ExitCode.DONE);
    Path second = dir.resolve("whole/checkpoints/state-00000002.safetensors");
    assertThat(train(name, "again", small, "--resume", second.toString()))
        .as(said)
        .isEqualTo(ExitCode.DONE);
    assertThat(dir.resolve("again/model/model.safetensors"))
        .hasSameBinaryContentAs(dir.resolve("whole/model/model.safetensors"));
  }

  @Test
  void aDryRunNamesWhatIsMissingAndMeasures() throws IOException {
    List<String> small = small("inpaint-face");
    assertThat(train("inpaint-face", "run", small, "--dry-run")).as(said).isEqualTo(ExitCode.DONE);
    assertThat(said).contains("an iteration: about", "memory:", "2 photographs", "ready");
    small.removeIf(set -> set.startsWith("autoencoder.ckpt_path"));
    small.removeIf(set -> set.startsWith("train.loss.lpips_"));
    assertThat(train("inpaint-face", "run", small, "--dry-run")).isEqualTo(ExitCode.FAILED);
    assertThat(said)
        .contains(
            "an iteration: about",
            "celeba256_vq_f4_dim3_face.pth",
            "resshift models fetch inpaint-face",
            "models fetch lpips-vgg",
            "not ready");
    assertThat(dir.resolve("run")).doesNotExist();
  }

  @Test
  void aNetworkThatIsToldOfHolesWantsThem() {
    ConfigNode masks = ConfigNode.read(file("inpaint-imagenet"));
    assertThatThrownBy(() -> TrainConfig.of(masks.with("degradation", "{recipe: bicubic}")))
        .hasMessageContaining("degradation.recipe must be mask");
    ConfigNode faces = ConfigNode.read(file("faceir"));
    assertThatThrownBy(() -> TrainConfig.of(faces.with("degradation", "{recipe: mask}")))
        .hasMessageContaining("must not be mask");
  }

  /** A network of a few thousand weights on an autoencoder of made-up ones. */
  private List<String> small(String name) throws IOException {
    ModelDescription model = PublishedModels.find(name).orElseThrow();
    boolean face = model.firstStage().factor() == 8;
    int latent = SIDE / model.firstStage().factor();
    List<String> sets =
        new ArrayList<>(
            List.of(
                "model.params.image_size=" + latent,
                "model.params.lq_size=" + SIDE / model.scale(),
                "model.params.model_channels=32",
                "model.params.channel_mult=[1]",
                "model.params.num_res_blocks=[1]",
                "model.params.attention_resolutions=[" + latent + "]",
                "model.params.swin_depth=1",
                "model.params.swin_embed_dim=32",
                "model.params.mlp_ratio=1",
                "autoencoder.params.n_embed=16",
                "autoencoder.params.ddconfig.ch=32",
                "autoencoder.params.ddconfig.ch_mult=" + (face ? "[1, 1, 1, 1]" : "[1, 1, 1]"),
                "autoencoder.params.ddconfig.num_res_blocks=1",
                "data.train.params.gt_size=" + SIDE,
                "train.batch=2",
                "train.microbatch=1",
                "train.warmup_iterations=0",
                "train.use_amp=false",
                "train.log_freq=1"));
    if (TrainConfig.of(ConfigNode.read(file(name))).loss().lpips().isPresent()) {
      sets.add("train.loss.lpips_net=alex");
      sets.add("train.loss.lpips_backbone=" + backbone);
      sets.add("train.loss.lpips_linear=" + linear);
    }
    ConfigNode root = ConfigNode.read(file(name));
    for (String set : sets) {
      root = root.with(set.substring(0, set.indexOf('=')), set.substring(set.indexOf('=') + 1));
    }
    AutoencoderConfig stage =
        (AutoencoderConfig) AuthorsConfig.parse(root).description().firstStage();
    Path weights = dir.resolve("stage.safetensors");
    try (var scope = Scope.open();
        Autoencoder made = Autoencoder.initialise(stage, 1, Placement.cpu())) {
      Safetensors.write(weights, made.parameters().weights(), Map.of());
    }
    sets.add("autoencoder.ckpt_path=" + weights);
    return sets;
  }

  private static Path file(String name) {
    return SETTINGS.resolve(name + ".yaml");
  }

  private int train(String name, String out, List<String> sets, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                file(name).toString(),
                "--data",
                photographs.toString(),
                "--out",
                dir.resolve(out).toString(),
                "--device",
                "cpu",
                "--threads",
                "1"));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    for (String each : more) {
      arguments.addAll(each.startsWith("train.") ? List.of("--set", each) : List.of(each));
    }
    StringWriter words = new StringWriter();
    CommandLine line = Main.commandLine(new FakeMakers());
    line.setErr(new PrintWriter(words, true));
    line.setOut(new PrintWriter(words, true));
    int code = line.execute(arguments.toArray(String[]::new));
    said = words.toString();
    return code;
  }
}
