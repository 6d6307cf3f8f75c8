package io.github.resshift.jobs;

import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.PictureMaker;

/** Opens what a job does to pictures; the seam between settings and networks. Thread-safe. */
public interface PictureMakers {
  /**
   * What a plan has to know of the model, without loading it.
   *
   * @throws io.github.resshift.ResShiftException if there is no such model
   */
  ModelFacts facts(RestoreSettings settings);

  /**
   * Loads the model of a job.
   *
   * @param cancellation through which files are written, so that none is left half
   * @throws io.github.resshift.ResShiftException if the model is for another task or cannot be
   *     loaded
   */
  PictureMaker open(JobSettings settings, Cancellation cancellation);
}
