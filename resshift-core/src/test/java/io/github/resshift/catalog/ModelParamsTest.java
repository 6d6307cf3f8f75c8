package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelParamsTest {
  private static final String NETWORK =
      "{image_size: 64, in_channels: 3, model_channels: 160, out_channels: 3,"
          + " attention_resolutions: [64,32,16,8], channel_mult: [1,2,2,4], num_res_blocks: 2,"
          + " num_head_channels: 32, swin_embed_dim: 192, lq_size: 64}";

  /** A parameter block of the golden data and the reader for its kind. */
  private record Block(String name, String kind, ConfigNode params) {}

  @TestFactory
  Stream<DynamicTest> everyBlockOfTheGoldenDataIsReadWhole() {
    List<Block> blocks = goldenBlocks();
    assertThat(blocks).extracting(Block::kind).contains("unet", "vq", "diffusion");
    return blocks.stream()
        .map(block -> DynamicTest.dynamicTest(block.name(), () -> readAndWriteBack(block)));
  }

  private static void readAndWriteBack(Block block) {
    ConfigNode params = block.params();
    switch (block.kind()) {
      case "unet" -> {
        SwinUNetConfig config = ModelParams.swinUNet(params);
        assertThat(ModelParams.swinUNet(ConfigNode.of("copy", ModelParams.block(config))))
            .isEqualTo(config);
      }
      case "vq" -> {
        VqConfig config = ModelParams.vq(params);
        assertThat(ModelParams.vq(ConfigNode.of("copy", ModelParams.block(config))))
            .isEqualTo(config);
      }
      default -> {
        DiffusionConfig config = ModelParams.diffusion(params);
        assertThat(ModelParams.diffusion(ConfigNode.of("copy", ModelParams.block(config))))
            .isEqualTo(config);
      }
    }
    assertThat(params.unusedKeys()).isEmpty();
  }

  private static List<Block> goldenBlocks() {
    List<Block> blocks = new ArrayList<>();
    ConfigNode index = ConfigNode.read(Fixtures.path("keys/index.json"));
    for (String name : index.keys()) {
      ConfigNode model = index.at(name);
      blocks.add(new Block("keys " + name, "unet", model.at("model_params")));
      blocks.add(new Block("keys " + name, "vq", model.at("autoencoder_params")));
      blocks.add(new Block("keys " + name, "diffusion", model.at("diffusion_params")));
    }
    addFrom(blocks, "unet", "unet", "params");
    addFrom(blocks, "vq", "vq", "params");
    addFrom(blocks, "sampling", "diffusion", "diffusion");
    addFrom(blocks, "training", "diffusion", "diffusion");
    addFrom(blocks, "diffusion_ops", "diffusion", "params");
    int number = 0;
    for (JsonNode scheduleCase : Fixtures.json("schedule.json").path("cases")) {
      String text = scheduleCase.path("params").toString();
      blocks.add(
          new Block("schedule " + number, "diffusion", ConfigNode.parse("case " + number, text)));
      number++;
    }
    return blocks;
  }

  /** Files without the block, such as gradients that refer to another file, have none to read. */
  private static void addFrom(List<Block> blocks, String folder, String kind, String key) {
    for (String file : Fixtures.list(folder, ".*\\.json")) {
      ConfigNode node = ConfigNode.read(Fixtures.path(folder + "/" + file));
      if (node.has(key)) {
        blocks.add(new Block(folder + "/" + file, kind, node.at(key)));
      }
    }
  }

  @Test
  void scalarBlocksCountForEveryLevel() {
    SwinUNetConfig config = ModelParams.swinUNet(ConfigNode.parse("net", NETWORK));

    assertThat(config.numResBlocks()).containsExactly(2, 2, 2, 2);
    assertThat(config.windowSize()).isEqualTo(8);
    assertThat(config.mlpRatio()).isEqualTo(4);
    assertThat(config.condLq()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dims: 3",
        "conv_resample: false",
        "use_scale_shift_norm: false",
        "resblock_updown: true",
        "use_fp16: true",
        "patch_norm: true",
        "model_channels: 100",
        "num_res_blocks: [2]",
        "lq_size: 100",
        "window_size: none"
      })
  void otherVariantsAreRefusedByName(String setting) {
    String[] parts = setting.split(": ");
    ConfigNode params = ConfigNode.parse("net.yaml", NETWORK).with(parts[0], parts[1]);

    assertThatThrownBy(() -> ModelParams.swinUNet(params))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("net.yaml: ")
        .hasMessageContaining(parts[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"predict_type: v", "schedule_name: linear", "kappa: 0", "steps: ~"})
  void wrongChainsAreRefusedByName(String setting) {
    String[] parts = setting.split(": ");
    ConfigNode params =
        ConfigNode.parse("chain.yaml", "{sf: 4, steps: 4, min_noise_level: 0.2, kappa: 2}")
            .with(parts[0], parts[1]);

    assertThatThrownBy(() -> ModelParams.diffusion(params))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(parts[0]);
  }
}
