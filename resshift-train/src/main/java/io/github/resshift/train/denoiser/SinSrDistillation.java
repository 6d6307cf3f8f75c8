package io.github.resshift.train.denoiser;

import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.model.Condition;
import io.github.resshift.model.Denoiser;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.data.Batch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * SinSR (Wang et al. 2024). Without fresh noise the teacher's chain is a map F from the beginning
 * x_T to a picture. The student f learns F in one step; asked at the first index it learns the way
 * back, from F(x_T) to x_T; and the clean picture is to come out again of where it is led back to.
 */
final class SinSrDistillation implements Distillation {
  private final DistillConfig.SinSr config;
  private final TrainSettings settings;
  private final Denoiser student;
  private final Denoiser teacher;
  private final DiffusionLoss teaching;
  private final boolean clip;
  private final TrainingLoss loss;
  private final TrainingStep step;

  /**
   * Iterations.
   *
   * @param teaching the teacher's chain in as many steps as it makes, a {@link ResidualShift}
   * @param clip whether predictions are clipped to [-1, 1], as in sampling without an autoencoder
   * @param loss of the student's chain
   */
  SinSrDistillation(
      DistillConfig.SinSr config,
      TrainSettings settings,
      Denoiser student,
      Denoiser teacher,
      DiffusionLoss teaching,
      boolean clip,
      TrainingLoss loss,
      TrainingStep step) {
    this.config = config;
    this.settings = settings;
    this.student = student;
    this.teacher = teacher;
    this.teaching = teaching;
    this.clip = clip;
    this.loss = loss;
    this.step = step;
  }

  @Override
  public StepResult step(long iteration, Batch batch, double rate) {
    DiffusionLoss diffusion = loss.diffusion();
    int size = diffusion.chain().size();
    long[] shape = diffusion.latentShape(batch, settings.batch());
    DistillDraw draw = DistillDraw.of(settings, iteration, shape, size, 1, 1).get(0);
    return step.run(
        iteration,
        batch,
        draw.from(),
        rate,
        (latents, part, from) ->
            values(iteration, latents, part, draw.part(from, (int) part.gt().size(0), step)));
  }

  /** The loss of some samples. */
  TrainingLoss.Values values(
      long iteration, DiffusionLoss.Latents latents, Batch part, DistillDraw draw) {
    DiffusionLoss diffusion = loss.diffusion();
    Condition told = TrainingLoss.told(part);
    Condition condition = student.prepare(told);
    Tensor end = latents.end();
    long[] last = draw.from();
    long[] first = new long[last.length];
    DiffusionLoss.Prediction prediction =
        diffusion.predict(student, latents, end, condition, last, draw.begin());
    Tensor made = diffusion.start(prediction, latents, last);
    Tensor taught = taught(prediction.xt(), end, told);
    Map<String, Tensor> terms = new LinkedHashMap<>();
    Tensor total = distance(made, taught);
    terms.put("teacher", total);
    if (config.inverse() > 0) {
      Tensor back = diffusion.start(student, taught, end, condition, first);
      Tensor each = distance(back, prediction.xt());
      terms.put("inverse", each);
      total = total.add(each.mul(new Scalar(config.inverse())));
    }
    if (config.truth() > 0) {
      Tensor begin = ledBack(latents, condition, first);
      Tensor again = diffusion.start(student, begin, end, condition, last);
      Tensor each = distance(again, latents.start());
      terms.put("truth", each);
      total = total.add(each.mul(new Scalar(config.truth())));
    }
    return config.supervised()
        ? loss.compared(iteration, prediction, latents, part, last, null, terms, total)
        : new TrainingLoss.Values(terms, total, null);
  }

  /** Where the student leads the clean picture back to; no gradient goes through it. */
  private Tensor ledBack(DiffusionLoss.Latents latents, Condition condition, long[] first) {
    try (var guard = new NoGradGuard()) {
      return loss.diffusion().start(student, latents.start(), latents.end(), condition, first);
    }
  }

  /** The teacher's picture of a beginning. */
  private Tensor taught(Tensor begin, Tensor end, Condition told) {
    ResidualShift chain = (ResidualShift) teaching.chain();
    try (var guard = new NoGradGuard()) {
      return Scope.keep(
          () -> {
            Condition condition = teacher.prepare(told);
            Tensor x = begin;
            for (int i = chain.size() - 1; i >= 0; i--) {
              long[] t = new long[(int) begin.size(0)];
              Arrays.fill(t, i);
              Tensor start = teaching.start(teacher, x, end, condition, t);
              Tensor x0 = clip ? Tensors.clamp(start, -1, 1) : start;
              x = chain.deterministicStep(x0, x, end, t);
            }
            return x;
          });
    }
  }

  /** Mean squared difference of each sample: float32 [N]. */
  static Tensor distance(Tensor one, Tensor other) {
    return Scope.keep(
        () ->
            one.sub(other)
                .pow(new Scalar(2))
                .mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional()));
  }
}
