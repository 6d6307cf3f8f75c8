package io.github.resshift.cli;

import io.github.resshift.cli.batch.Cancellation;
import io.github.resshift.cli.batch.FakeWork;
import io.github.resshift.cli.batch.PictureWork;
import java.nio.file.Path;

/** Remembers what was asked for and hands out fake work. */
final class FakeWorks implements PictureWorks {
  RestoreSettings settings;
  int quality;
  Path mask;
  String task;

  @Override
  public ModelFacts facts(RestoreSettings settings) {
    return new ModelFacts(settings.model(), 2, "fake");
  }

  @Override
  public PictureWork upscale(RestoreSettings settings, int quality, Cancellation cancellation) {
    return open("upscale", settings, quality, cancellation);
  }

  @Override
  public PictureWork inpaint(
      RestoreSettings settings, Path mask, int quality, Cancellation cancellation) {
    this.mask = mask;
    return open("inpaint", settings, quality, cancellation);
  }

  @Override
  public PictureWork face(RestoreSettings settings, int quality, Cancellation cancellation) {
    return open("face", settings, quality, cancellation);
  }

  private PictureWork open(
      String task, RestoreSettings settings, int quality, Cancellation cancellation) {
    this.task = task;
    this.settings = settings;
    this.quality = quality;
    return new FakeWork(cancellation);
  }
}
