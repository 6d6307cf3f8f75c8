package io.github.resshift.cli;

import io.github.resshift.cli.batch.Cancellation;
import io.github.resshift.cli.batch.FakeWork;
import io.github.resshift.cli.batch.PictureWork;
import java.nio.file.Path;

/** Remembers what was asked for and hands out fake work. */
final class FakeWorks implements PictureWorks {
  RestoreSettings settings;
  ResultSettings results;
  Path mask;
  String task;

  @Override
  public ModelFacts facts(RestoreSettings settings) {
    return new ModelFacts(settings.model(), 2, "fake");
  }

  @Override
  public PictureWork upscale(
      RestoreSettings settings, ResultSettings results, Cancellation cancellation) {
    return open("upscale", settings, results, cancellation);
  }

  @Override
  public PictureWork inpaint(
      RestoreSettings settings, Path mask, ResultSettings results, Cancellation cancellation) {
    this.mask = mask;
    return open("inpaint", settings, results, cancellation);
  }

  @Override
  public PictureWork face(
      RestoreSettings settings, ResultSettings results, Cancellation cancellation) {
    return open("face", settings, results, cancellation);
  }

  private PictureWork open(
      String task, RestoreSettings settings, ResultSettings results, Cancellation cancellation) {
    this.task = task;
    this.settings = settings;
    this.results = results;
    return new FakeWork(cancellation);
  }
}
