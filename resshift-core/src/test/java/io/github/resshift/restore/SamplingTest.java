package io.github.resshift.restore;

import static io.github.resshift.TensorAssert.assertClose;
import static io.github.resshift.TensorAssert.assertParity;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.Fixtures;
import io.github.resshift.GoldenModels;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelParams;
import io.github.resshift.catalog.Task;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.NoiseSource;
import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.diffusion.Sampler;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.NoiseField;
import io.github.resshift.engine.tile.TileCut;
import io.github.resshift.engine.tile.TileListener;
import io.github.resshift.engine.tile.TiledRestoration;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.model.Condition;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.model.VqConfig;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole reverse processes with recorded noise, from pictures to pictures. */
class SamplingTest {
  static List<String> chains() {
    return Fixtures.list("sampling", "sr_.*\\.json").stream()
        .filter(f -> Fixtures.has("sampling/" + f.replace(".json", ".safetensors")))
        .toList();
  }

  static List<String> files() {
    return Fixtures.list("sampling", "(tiled|inpaint).*\\.json").stream()
        .filter(f -> Fixtures.has("sampling/" + f.replace(".json", ".safetensors")))
        .toList();
  }

  @Test
  void thereAreCases() {
    assertThat(chains()).isNotEmpty();
    assertThat(files()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("chains")
  void everyStepOfTheChainIsTheGoldenOne(String file) {
    JsonNode json = Fixtures.json("sampling/" + file);
    double tolerance = json.get("recommended_latent_atol").asDouble();
    double image = json.get("recommended_image_atol").asDouble();
    DiffusionConfig config = diffusion(json);
    try (var scope = Scope.open();
        Safetensors golden = golden(file);
        SwinUNet net = GoldenModels.unet(json.get("unet").asText(), Placement.cpu());
        VqAutoencoder vq = GoldenModels.vq(json.get("vq").asText(), Placement.cpu())) {
      Tensor lq = golden.tensor("lq");
      Tensor y = pad(lq, json.get("padding_offset").asInt());
      assertClose("y", y, golden.tensor("y"), 0);
      Scalar factor = new Scalar(config.scaleFactor());
      Tensor zy = vq.encode(Interpolate.bicubicUp(y, config.scale())).mul(factor);
      assertParity("z_y", zy, golden.tensor("z_y"), tolerance);

      Sampler sampler =
          new Sampler(new ResidualShift(config), json.get("clip_denoised").asBoolean());
      Sampler.Prediction network =
          (scaled, steps) -> net.predict(scaled, steps, net.prepare(Condition.of(y, null)));
      NoiseSource noise = noise(golden, "", json.get("noise_repeat").asBoolean());
      Tensor z = sampler.start(zy, noise);
      for (int t = sampler.chain().size() - 1; t >= 0; t--) {
        String at = "t%02d.".formatted(t);
        assertParity(at + "z_t", z, golden.tensor(at + "z_t"), tolerance);
        Tensor x0 = sampler.predict(z, zy, t, network);
        assertParity(at + "pred_xstart", x0, golden.tensor(at + "pred_xstart"), tolerance);
        z = sampler.advance(x0, z, t, noise);
      }
      assertParity("z_0", z, golden.tensor("z_0"), tolerance);
      Tensor latent = z.div(factor);
      assertThat(Tensors.longs(vq.codebook().indices(latent)))
          .isEqualTo(Tensors.longs(golden.tensor("indices")));
      Tensor decoded = vq.decode(latent);
      assertParity("decoded", decoded, golden.tensor("decoded"), image);
      Tensor result =
          LoadedModel.cropTo(
              Tensors.clamp(decoded, -1, 1),
              lq.size(2) * config.scale(),
              lq.size(3) * config.scale());
      assertParity("result", result, golden.tensor("result"), image);
    }
  }

  /** The loaded in one piece gives what the golden chain gives. */
  @ParameterizedTest
  @MethodSource("chains")
  void thePipelineIsTheGoldenChain(String file) {
    JsonNode json = Fixtures.json("sampling/" + file);
    try (var scope = Scope.open();
        Safetensors golden = golden(file);
        LoadedModel loaded = model(json)) {
      Tensor lq = golden.tensor("lq");
      NoiseSource noise = noise(golden, "", json.get("noise_repeat").asBoolean());
      for (long n = 0; n < lq.size(0); n++) {
        long sample = n;
        NoiseField field =
            (step, channels, top, left, height, width) ->
                noise
                    .draw(step, new long[0])
                    .narrow(0, sample, 1)
                    .narrow(2, top, height)
                    .narrow(3, left, width);
        for (Tiling tiling : Tiling.values()) {
          Tensor result =
              TiledRestoration.whole(
                  loaded,
                  lq.narrow(0, n, 1),
                  null,
                  loaded.description().diffusion().steps(),
                  new TileCut(tiling == Tiling.PUBLISHED, 4096, 0),
                  field,
                  TileListener.NONE);
          assertParity(
              tiling + " sample " + n,
              result,
              golden.tensor("result").narrow(0, n, 1),
              json.get("recommended_image_atol").asDouble());
        }
      }
    }
  }

  /** From a picture file to a picture, with tiles or with a mask. */
  @ParameterizedTest
  @MethodSource("files")
  void filesBecomeTheGoldenFiles(String file) {
    JsonNode json = Fixtures.json("sampling/" + file);
    try (var scope = Scope.open();
        Safetensors golden = golden(file);
        LoadedModel loaded = model(json)) {
      Picture picture = picture(json.get("lq").asText());
      Tensor lq = symmetric(Pixels.rgb(picture));
      Tensor mask =
          json.get("mask_file").isNull()
              ? null
              : symmetric(Pixels.rgb(picture(json.get("mask_file").asText())).narrow(1, 0, 1));
      int tile = json.get("chop_size").asInt();
      TileCut tiles = new TileCut(true, tile, tile - json.get("chop_stride").asInt());
      Tensor result =
          TiledRestoration.whole(
                  loaded,
                  lq,
                  mask,
                  loaded.description().diffusion().steps(),
                  tiles,
                  patchNoise(json, golden, loaded),
                  TileListener.NONE)
              .add(new Scalar(1))
              .mul(new Scalar(0.5));
      assertParity(
          "final", result, golden.tensor("final"), json.get("recommended_final_atol").asDouble());
      requireSamePicture(
          Pixels.picture(result, null, 8, false), picture(json.get("result").asText()));
    }
  }

  /** Of the golden data: at most one level apart, and at least 99.5 % of the values equal. */
  private static void requireSamePicture(Picture actual, Picture golden) {
    try (var scope = Scope.open()) {
      float[] a = Tensors.floats(Pixels.rgb(actual));
      float[] g = Tensors.floats(Pixels.rgb(golden));
      assertThat(a).hasSameSizeAs(g);
      int equal = 0;
      for (int i = 0; i < a.length; i++) {
        int levels = Math.abs(Math.round(255 * a[i]) - Math.round(255 * g[i]));
        assertThat(levels).isLessThanOrEqualTo(1);
        equal += levels == 0 ? 1 : 0;
      }
      assertThat((double) equal / a.length).isGreaterThanOrEqualTo(0.995);
    }
  }

  private static NoiseField patchNoise(JsonNode json, Safetensors golden, LoadedModel loaded) {
    JsonNode starts = json.get("patch_starts");
    boolean prefixed = golden.names().stream().anyMatch(n -> n.startsWith("patch00."));
    return (step, channels, top, left, height, width) -> {
      for (int i = 0; i < starts.size(); i++) {
        if (loaded.toLatent(starts.get(i).get(0).asInt()) == top
            && loaded.toLatent(starts.get(i).get(1).asInt()) == left) {
          String prefix = prefixed ? "patch%02d.".formatted(i) : "";
          return noise(golden, prefix, false).draw(step, new long[0]);
        }
      }
      throw new AssertionError("no golden patch at " + top + ", " + left);
    };
  }

  private static NoiseSource noise(Safetensors golden, String prefix, boolean repeat) {
    return (step, shape) -> {
      String name = step == NoiseSource.PRIOR ? "noise_prior" : "noise_t%02d".formatted(step);
      Tensor noise = golden.tensor(prefix + name);
      return repeat ? noise.narrow(0, 0, 1).expand_as(noise) : noise;
    };
  }

  private static LoadedModel model(JsonNode json) {
    JsonNode unet = Fixtures.json("unet/" + json.get("unet").asText() + ".json");
    JsonNode vq = Fixtures.json("vq/" + json.get("vq").asText() + ".json");
    VqConfig stage = ModelParams.vq(Fixtures.config("vq", vq.get("params")));
    DiffusionConfig diffusion = diffusion(json);
    boolean mask = json.path("mask").asBoolean();
    ModelDescription model =
        new ModelDescription(
            json.get("name").asText(),
            mask ? Task.INPAINT : Task.SUPER_RESOLUTION,
            diffusion,
            ModelParams.swinUNet(Fixtures.config("unet", unet.get("params"))),
            stage,
            json.get("padding_offset").asInt(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            "");
    try (WeightSource network = open("unet", unet);
        WeightSource firstStage = open("vq", vq)) {
      return LoadedModel.load(model, network, Optional.of(firstStage), Placement.cpu());
    }
  }

  private static WeightSource open(String folder, JsonNode json) {
    return WeightFiles.open(Fixtures.path(folder + "/" + json.get("weights").get("pth").asText()));
  }

  private static DiffusionConfig diffusion(JsonNode json) {
    return ModelParams.diffusion(Fixtures.config("sampling", json.get("diffusion")));
  }

  private static Safetensors golden(String file) {
    return Safetensors.open(Fixtures.path("sampling/" + file.replace(".json", ".safetensors")));
  }

  private static Picture picture(String file) {
    return new PictureReader().read(Fixtures.path("sampling/" + file));
  }

  private static Tensor symmetric(Tensor unit) {
    return unit.sub(new Scalar(0.5)).div(new Scalar(0.5));
  }

  private static Tensor pad(Tensor lq, int offset) {
    return Interpolate.reflectPad(
        lq, Math.floorMod(-lq.size(3), offset), Math.floorMod(-lq.size(2), offset));
  }
}
