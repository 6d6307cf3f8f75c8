package io.github.resshift.cli;

import io.github.resshift.jobs.EnlargeSettings;
import io.github.resshift.jobs.InpaintSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.PictureWorks;
import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.jobs.ResultSettings;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.FakeWork;
import io.github.resshift.jobs.batch.PictureWork;
import io.github.resshift.restore.Box;
import java.util.List;

/** Remembers what was asked for and hands out fake work. */
final class FakeWorks implements PictureWorks {
  RestoreSettings settings;
  ResultSettings results;
  EnlargeSettings enlarge;
  InpaintSettings inpaint;
  List<Box> boxes;
  String task;

  @Override
  public ModelFacts facts(RestoreSettings settings) {
    return new ModelFacts(settings.model(), 2, "fake");
  }

  @Override
  public PictureWork upscale(
      RestoreSettings settings,
      EnlargeSettings enlarge,
      ResultSettings results,
      Cancellation cancellation) {
    this.enlarge = enlarge;
    return open("upscale", settings, results, cancellation);
  }

  @Override
  public PictureWork inpaint(
      RestoreSettings settings,
      InpaintSettings inpaint,
      ResultSettings results,
      Cancellation cancellation) {
    this.inpaint = inpaint;
    return open("inpaint", settings, results, cancellation);
  }

  @Override
  public PictureWork face(
      RestoreSettings settings,
      List<Box> boxes,
      ResultSettings results,
      Cancellation cancellation) {
    this.boxes = boxes;
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
