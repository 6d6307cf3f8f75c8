package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.Fixtures;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.model.SwinUNetConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishedModelsTest {
  /** Entries of the golden key index and the names under which the models are offered. */
  private static final Map<String, String> GOLDEN =
      Map.of(
          "realsr_v1_v2", "realsr-v1",
          "realsr_v3_journal", "realsr-v3",
          "bicsr", "bicsr",
          "realsr_x2", "realsr-x2",
          "inpaint_imagenet", "inpaint-imagenet",
          "inpaint_face", "inpaint-face",
          "faceir", "faceir");

  @Test
  void settingsAreThoseOfTheOfficialConfigurations() {
    ConfigNode index = ConfigNode.read(Fixtures.path("keys/index.json"));

    assertThat(GOLDEN.keySet()).containsAll(index.keys());
    for (String key : index.keys()) {
      ModelDescription model = PublishedModels.find(GOLDEN.get(key)).orElseThrow();
      ConfigNode golden = index.at(key);
      assertThat(model.network()).isEqualTo(swinUNet(golden));
      assertThat(model.firstStage()).isEqualTo(ModelParams.vq(golden.at("autoencoder_params")));
      assertThat(model.diffusion()).isEqualTo(ModelParams.diffusion(golden.at("diffusion_params")));
      assertThat(model.paddingOffset()).isEqualTo(swinUNet(golden).lqSize());
    }
  }

  private static SwinUNetConfig swinUNet(ConfigNode golden) {
    return ModelParams.swinUNet(golden.at("model_params"));
  }

  @Test
  void everyFileHasAnAddressAndAName() {
    assertThat(PublishedModels.all()).hasSize(9);
    assertThat(PublishedModels.all()).extracting(ModelDescription::name).doesNotHaveDuplicates();
    for (ModelDescription model : PublishedModels.all()) {
      assertThat(model.hasWeights()).isEqualTo(!model.name().equals("realsr-x2"));
      model
          .networkWeights()
          .ifPresent(
              file ->
                  assertThat(file.url().orElseThrow())
                      .startsWith("https://")
                      .endsWith("/v2.0/" + file.file()));
      if (model.guide().isPresent()) {
        assertThat(model.guideWeights()).isPresent();
        continue;
      }
      assertThat(model.firstStageWeights()).isPresent();
      assertThat(PublishedModels.file(model.firstStageWeights().orElseThrow().file())).isPresent();
    }
  }
}
