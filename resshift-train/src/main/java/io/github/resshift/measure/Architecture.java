package io.github.resshift.measure;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.PublishedModels;
import io.github.resshift.catalog.Task;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The models whose speed is measured. */
public enum Architecture {
  /** The model that comes with the program. */
  BUNDLED {
    @Override
    public ModelDescription description() {
      return ModelCatalog.standard().resolve(ModelCatalog.BUNDLED).description();
    }

    @Override
    public Optional<String> trained() {
      return Optional.of(ModelCatalog.BUNDLED);
    }
  },
  /** The small Swin-UNet that comes with the program as well. */
  FAST {
    @Override
    public ModelDescription description() {
      return ModelCatalog.standard().resolve(ModelCatalog.FAST).description();
    }

    @Override
    public Optional<String> trained() {
      return Optional.of(ModelCatalog.FAST);
    }
  },
  /** The authors' model for real photographs with 4 steps, 119 million parameters. */
  PUBLISHED {
    @Override
    public ModelDescription description() {
      return PublishedModels.find("realsr-v3").orElseThrow();
    }
  },
  /** A model that takes milliseconds, to try the measurements out. */
  TINY {
    @Override
    public ModelDescription description() {
      return new ModelDescription(
          "tiny",
          Task.SUPER_RESOLUTION,
          new DiffusionConfig(
              4, 4, 0.99, 0.2, 2, 0.3, false, PredictType.XSTART, Optional.empty(), 1, true, true),
          new SwinUNetConfig(
              16,
              3,
              32,
              3,
              List.of(16),
              0,
              List.of(1, 1),
              List.of(1, 1),
              -1,
              32,
              2,
              32,
              8,
              2,
              true,
              false,
              16),
          new VqConfig(3, 4096, 3, 64, 3, 3, 32, List.of(1, 1, 1), List.of(1, 1, 1), List.of(), 0),
          16,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "",
          "");
    }
  };

  /** What the model is made of. */
  public abstract ModelDescription description();

  /** The name of the model with trained weights; empty where weights have to be made up. */
  public Optional<String> trained() {
    return Optional.empty();
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
