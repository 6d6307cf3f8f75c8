package io.github.resshift.jobs;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.restore.TargetSize;
import java.util.Optional;

/** What a job does to pictures, besides running the network. Immutable. */
public sealed interface Treatment permits EnlargeSettings, FaceSettings, InpaintSettings {
  /** What the model must be for. */
  Task task();

  /** How large results are. */
  default TargetSize size() {
    return new TargetSize.OfModel();
  }

  /** Draws of each picture. */
  default int samples() {
    return 1;
  }

  /**
   * Looks at a picture's header before anything is computed.
   *
   * @throws io.github.resshift.ResShiftException if the picture cannot be treated, as far as its
   *     header tells
   */
  default void check(PictureHeader input, ModelFacts model) {}

  /** What the names of results beside their inputs end with; empty: the scale. */
  Optional<String> word();
}
