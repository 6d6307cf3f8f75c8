package io.github.resshift.cli;

import io.github.resshift.jobs.EnlargeSettings;
import io.github.resshift.jobs.FaceSettings;
import io.github.resshift.jobs.InpaintSettings;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.PictureMakers;
import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.FakeMaker;
import io.github.resshift.jobs.batch.PictureMaker;

/** Remembers what was asked for and makes nothing of pictures. */
final class FakeMakers implements PictureMakers {
  JobSettings settings;
  FakeMaker maker;

  @Override
  public ModelFacts facts(RestoreSettings restore) {
    return new ModelFacts(restore.model(), 2, "fake");
  }

  @Override
  public PictureMaker open(JobSettings job, Cancellation cancellation) {
    settings = job;
    maker = new FakeMaker(cancellation);
    return maker;
  }

  EnlargeSettings enlarge() {
    return (EnlargeSettings) settings.treatment();
  }

  InpaintSettings inpaint() {
    return (InpaintSettings) settings.treatment();
  }

  FaceSettings face() {
    return (FaceSettings) settings.treatment();
  }
}
