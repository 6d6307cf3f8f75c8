package io.github.resshift.engine;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.PublishedModels;
import io.github.resshift.catalog.Task;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.WholeSample;
import java.util.Optional;

/** A small model on a guide with its picture, whose samples take the guide's detail. */
public final class SmallGuided {
  private SmallGuided() {}

  /**
   * The model.
   *
   * @param noise that the guide of a sample sees, in levels
   * @param limit of detail, in levels; 0: none
   */
  public static ModelDescription of(double noise, double limit, Optional<WholeSample> whole) {
    GuideConfig guide = new GuideConfig(4, 2, 1, true, 0, noise);
    return new ModelDescription(
        "small",
        Task.SUPER_RESOLUTION,
        PublishedModels.find("realesrgan-x4plus").orElseThrow().diffusion(),
        new GuidedNetConfig(48, 8, 0, 1, 2, guide, 0, 1.5, limit, whole),
        new PixelShuffleConfig(GuideConfig.SCALE),
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        "");
  }
}
