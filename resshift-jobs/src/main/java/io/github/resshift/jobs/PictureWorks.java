package io.github.resshift.jobs;

import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.PictureWork;
import io.github.resshift.restore.Box;
import java.util.List;

/** Opens what the commands do to pictures; the seam between options and networks. */
public interface PictureWorks {
  /** What a plan has to know of the model, without loading it. */
  ModelFacts facts(RestoreSettings settings);

  /** Makes pictures larger. */
  PictureWork upscale(
      RestoreSettings settings,
      EnlargeSettings enlarge,
      ResultSettings results,
      Cancellation cancellation);

  /** Fills holes. */
  PictureWork inpaint(
      RestoreSettings settings,
      InpaintSettings inpaint,
      ResultSettings results,
      Cancellation cancellation);

  /**
   * Restores the faces in {@code boxes}, or pictures that are aligned faces where there is none.
   */
  PictureWork face(
      RestoreSettings settings, List<Box> boxes, ResultSettings results, Cancellation cancellation);
}
