package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelParams;
import io.github.resshift.catalog.PublishedModels;
import io.github.resshift.catalog.Task;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.tile.TileCut;
import io.github.resshift.engine.tile.TileListener;
import io.github.resshift.engine.tile.TiledRestoration;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import io.github.resshift.tensor.GaussianField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The presets for filling holes and restoring faces, before their weights are there. */
class PublishedPresetsTest {
  /** A file with the published names and shapes, whatever its values, loads into the preset. */
  @ParameterizedTest
  @ValueSource(strings = {"inpaint-imagenet", "inpaint-face", "faceir"})
  void presetsLoadThePublishedKeyTables(String name) {
    ModelDescription preset = PublishedModels.find(name).orElseThrow();
    JsonNode published = Fixtures.json("keys/index.json").get(name.replace('-', '_'));
    assertThat(preset.network())
        .isEqualTo(ModelParams.swinUNet(Fixtures.config(name, published.get("model_params"))));
    assertThat(preset.diffusion())
        .isEqualTo(ModelParams.diffusion(Fixtures.config(name, published.get("diffusion_params"))));
    assertThat(preset.firstStage())
        .isEqualTo(ModelParams.vq(Fixtures.config(name, published.get("autoencoder_params"))));
    try (var scope = Scope.open();
        WeightSource network = zeros(published.get("unet_table").asText());
        WeightSource stage = zeros(published.get("vq_table").asText());
        LoadedModel loaded =
            LoadedModel.load(preset, network, Optional.of(stage), Placement.cpu())) {
      assertThat(loaded.description()).isEqualTo(preset);
    }
  }

  /**
   * The same kinds of layers with few channels, on sizes that fit nothing, with and without tiles.
   */
  @ParameterizedTest
  @ValueSource(strings = {"inpaint-imagenet", "inpaint-face", "faceir"})
  void smallSiblingsRunOnOddSizes(String name) {
    ModelDescription preset = PublishedModels.find(name).orElseThrow();
    ModelDescription small = sibling(preset);
    boolean fills = preset.task() == Task.INPAINT;
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        LoadedModel loaded = LoadedModel.initialise(small, 1, Placement.cpu())) {
      for (int[] size : new int[][] {{37, 53}, {75, 101}}) {
        int height = size[0];
        int width = size[1];
        Tensor lq =
            Tensors.clamp(new GaussianField(2).window(0, 3, 0, 0, height, width), -0.9, 0.9);
        Tensor mask = fills ? mask(height, width) : null;
        // The smaller picture is a single tile, for which both ways are the same.
        for (Tiling tiling : height < 64 ? new Tiling[] {Tiling.GLOBAL} : Tiling.values()) {
          Tensor result =
              TiledRestoration.whole(
                  loaded,
                  lq,
                  mask,
                  2,
                  new TileCut(tiling == Tiling.PUBLISHED, small.paddingOffset(), 16),
                  new GaussianField(3)::window,
                  TileListener.NONE);
          assertThat(Tensors.shape(result)).containsExactly(1, 3, height, width);
          if (fills) {
            Tensor known = mask.lt(new Scalar(0)).to(ScalarType.Float);
            assertThat(Tensors.maxAbsDifference(result.mul(known), lq.mul(known))).isZero();
          }
        }
      }
    }
  }

  private static Tensor mask(int height, int width) {
    Tensor mask = torch.ones(new long[] {1, 1, height, width}).neg();
    mask.narrow(2, 0, (height + 1) / 2).narrow(3, width / 3, (width + 2) / 3).fill_(new Scalar(1));
    return mask;
  }

  private static WeightSource zeros(String table) {
    Map<String, Tensor> tensors = new HashMap<>();
    Fixtures.json("keys/" + table)
        .get("entries")
        .properties()
        .forEach(
            entry -> {
              boolean whole = entry.getValue().get(0).asText().equals("int64");
              long[] shape = new long[entry.getValue().get(1).size()];
              for (int i = 0; i < shape.length; i++) {
                shape[i] = entry.getValue().get(1).get(i).asLong();
              }
              // One zero that looks like many: nothing of the size of the weights is allocated.
              Tensor zero =
                  torch.zeros(
                      new long[] {1},
                      new TensorOptions(whole ? ScalarType.Long : ScalarType.Float));
              tensors.put(entry.getKey(), zero.expand(shape));
            });
    return new MemorySource(table, tensors);
  }

  private static ModelDescription sibling(ModelDescription preset) {
    SwinUNetConfig network = (SwinUNetConfig) preset.network();
    VqConfig stage = (VqConfig) preset.firstStage();
    int quarter = network.lqSize() / 4;
    List<Integer> ones = Collections.nCopies(stage.channelMult().size(), 1);
    return new ModelDescription(
        preset.name(),
        preset.task(),
        preset.diffusion(),
        new SwinUNetConfig(
            network.imageSize() / 4,
            network.inChannels(),
            32,
            network.outChannels(),
            List.of(16, 8),
            0,
            List.of(1, 1),
            List.of(1, 1),
            network.numHeads(),
            32,
            network.swinDepth(),
            32,
            network.windowSize(),
            1,
            network.condLq(),
            network.condMask(),
            quarter),
        new VqConfig(
            stage.embedDim(), 16, stage.zChannels(), quarter, 3, 3, 32, ones, ones, List.of(), 0),
        quarter,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        "");
  }
}
