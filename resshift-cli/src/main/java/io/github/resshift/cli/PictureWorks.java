package io.github.resshift.cli;

import io.github.resshift.cli.batch.Cancellation;
import io.github.resshift.cli.batch.PictureWork;
import java.nio.file.Path;

/** Opens what the commands do to pictures; the seam between options and networks. */
interface PictureWorks {
  /** What a plan has to know of the model, without loading it. */
  ModelFacts facts(RestoreSettings settings);

  /** Makes pictures larger. */
  PictureWork upscale(RestoreSettings settings, ResultSettings results, Cancellation cancellation);

  /** Fills the white part of {@code mask}. */
  PictureWork inpaint(
      RestoreSettings settings, Path mask, ResultSettings results, Cancellation cancellation);

  /** Restores aligned faces. */
  PictureWork face(RestoreSettings settings, ResultSettings results, Cancellation cancellation);
}
