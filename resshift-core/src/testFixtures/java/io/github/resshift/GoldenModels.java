package io.github.resshift;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.catalog.ModelParams;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.nio.file.Path;

/** The small networks of the golden data, loaded from their checkpoints. */
public final class GoldenModels {
  private GoldenModels() {}

  /** Denoiser {@code unet/NAME.json}. */
  public static SwinUNet unet(String name, Placement placement) {
    JsonNode json = Fixtures.json("unet/" + name + ".json");
    try (WeightSource weights = WeightFiles.open(weights("unet", json))) {
      return SwinUNet.load(
          ModelParams.swinUNet(Fixtures.config(name, json.get("params"))), weights, placement);
    }
  }

  /** Autoencoder {@code vq/NAME.json}. */
  public static VqAutoencoder vq(String name, Placement placement) {
    JsonNode json = Fixtures.json("vq/" + name + ".json");
    try (WeightSource weights = WeightFiles.open(weights("vq", json))) {
      return VqAutoencoder.load(
          ModelParams.vq(Fixtures.config(name, json.get("params"))), weights, placement);
    }
  }

  private static Path weights(String folder, JsonNode json) {
    return Fixtures.path(folder + "/" + json.get("weights").get("pth").asText());
  }
}
