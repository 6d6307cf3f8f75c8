package io.github.resshift.train.denoiser;

import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.model.Condition;
import io.github.resshift.model.Denoiser;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.BatchTally;
import io.github.resshift.train.GradientStep;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.parallel.Buckets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * RSD (Selikhanovych et al. 2025). A fake f learns the method's task on the student's pictures z:
 * of z with noise, z. Where f, the best there is for these pictures, says what the teacher g says,
 * the teacher would have made them. With f at its best, E|f - g|^2 over the noisy states is E(|g -
 * z|^2 - |f - z|^2), since E of f z is E of f^2 and E of g z that of g f: the student lowers the
 * teacher's error on its pictures beyond that of the fake.
 */
final class RsdDistillation implements Distillation {
  private static final String FAKE = "fake";

  private final DistillConfig.Rsd config;
  private final TrainSettings settings;
  private final Denoiser student;
  private final Denoiser teacher;
  private final FakeShift fake;
  private final TrainingLoss loss;
  private final TrainingStep step;

  /** Iterations on a chain that is a {@link ResidualShift}. */
  RsdDistillation(
      DistillConfig.Rsd config,
      TrainSettings settings,
      Denoiser student,
      Denoiser teacher,
      FakeShift fake,
      TrainingLoss loss,
      TrainingStep step) {
    this.config = config;
    this.settings = settings;
    this.student = student;
    this.teacher = teacher;
    this.fake = fake;
    this.loss = loss;
    this.step = step;
  }

  @Override
  public StepResult step(long iteration, Batch batch, double rate) {
    DiffusionLoss diffusion = loss.diffusion();
    long[] shape = diffusion.latentShape(batch, settings.batch());
    List<DistillDraw> draws =
        DistillDraw.of(
            settings,
            iteration,
            shape,
            diffusion.chain().size(),
            config.steps(),
            config.fakeSteps() + 1);
    double fakeLoss = 0;
    fake.learning(true);
    for (DistillDraw draw : draws.subList(1, draws.size())) {
      fakeLoss += teachFake(iteration, batch, draw, config.fakeRate().orElse(rate));
    }
    fake.learning(false);
    DistillDraw draw = draws.get(0);
    StepResult result =
        step.run(
            iteration,
            batch,
            draw.t(),
            rate,
            (latents, part, from) ->
                values(iteration, latents, part, draw.part(from, (int) part.gt().size(0), step)));
    Map<String, Double> terms = new LinkedHashMap<>(result.terms());
    terms.put(FAKE, fakeLoss / config.fakeSteps());
    return new StepResult(result.loss(), terms, result.gradientNorm(), result.detail());
  }

  /** A step of the fake on what the student makes now. */
  private double teachFake(long iteration, Batch batch, DistillDraw all, double rate) {
    BatchTally tally =
        new BatchTally(iteration, settings.batch(), sample -> "t = " + all.t()[sample]);
    step.parts(
        batch,
        settings.batch(),
        (latents, part, from, last) -> {
          DistillDraw draw = all.part(from, (int) part.gt().size(0), step);
          Tensor each = step.forward(() -> fakeLoss(latents, part, draw));
          GradientStep.backwardBeside(each, settings.batch());
          tally.term(FAKE, from, each);
        });
    tally.gather(step.team());
    tally.requireFinite();
    Buckets.sumGradients(step.team(), fake.network().parameters().weights().values());
    fake.optimiser().clip(settings.stepOptions().clipNorm());
    fake.optimiser().step(rate);
    return tally.result(0, null).terms().get(FAKE);
  }

  /** The method's loss on the student's pictures: float32 [N], gradients into the fake only. */
  Tensor fakeLoss(DiffusionLoss.Latents latents, Batch part, DistillDraw draw) {
    DiffusionLoss diffusion = loss.diffusion();
    Condition told = TrainingLoss.told(part);
    Tensor made;
    try (var guard = new NoGradGuard()) {
      made = diffusion.start(ask(latents, student.prepare(told), draw), latents, draw.from());
    }
    Tensor xt = diffusion.chain().forwardSample(made, latents.end(), draw.t(), draw.noise());
    Tensor said =
        diffusion.start(fake.network(), xt, latents.end(), fake.network().prepare(told), draw.t());
    return weighted(SinSrDistillation.distance(said, made), draw.t());
  }

  /** The student's loss of some samples. */
  TrainingLoss.Values values(
      long iteration, DiffusionLoss.Latents latents, Batch part, DistillDraw draw) {
    DiffusionLoss diffusion = loss.diffusion();
    Condition told = TrainingLoss.told(part);
    DiffusionLoss.Prediction prediction = ask(latents, student.prepare(told), draw);
    Tensor made = diffusion.start(prediction, latents, draw.from());
    Tensor xt = diffusion.chain().forwardSample(made, latents.end(), draw.t(), draw.noise());
    Tensor ofTeacher = error(teacher, told, xt, made, latents, draw);
    Tensor ofFake = error(fake.network(), told, xt, made, latents, draw);
    Map<String, Tensor> terms = new LinkedHashMap<>();
    Tensor each = weighted(ofTeacher.sub(ofFake), draw.t());
    terms.put("teacher", each);
    Tensor total = each.mul(new Scalar(config.weight()));
    return config.supervised()
        ? loss.compared(iteration, prediction, latents, part, draw.from(), null, terms, total)
        : new TrainingLoss.Values(terms, total, null);
  }

  private Tensor error(
      Denoiser network,
      Condition told,
      Tensor xt,
      Tensor made,
      DiffusionLoss.Latents latents,
      DistillDraw draw) {
    Tensor said =
        loss.diffusion().start(network, xt, latents.end(), network.prepare(told), draw.t());
    return SinSrDistillation.distance(said, made);
  }

  /** Asks the student: at the end of the chain without the truth, as in sampling. */
  private DiffusionLoss.Prediction ask(
      DiffusionLoss.Latents latents, Condition condition, DistillDraw draw) {
    int last = loss.diffusion().chain().size() - 1;
    float[] atEnd = new float[draw.from().length];
    for (int i = 0; i < atEnd.length; i++) {
      atEnd[i] = draw.from()[i] == last ? 1 : 0;
    }
    Tensor begin =
        Scope.keep(
            () -> {
              Tensor share =
                  Tensors.of(atEnd, atEnd.length, 1, 1, 1)
                      .to(latents.end().device(), latents.end().scalar_type());
              return torch.lerp(latents.start(), latents.end(), share);
            });
    return loss.diffusion().predict(student, latents, begin, condition, draw.from(), draw.begin());
  }

  /** The weights of the chain's loss, as the teacher was trained. */
  private Tensor weighted(Tensor each, long[] t) {
    double[] weights = ((ResidualShift) loss.diffusion().chain()).lossWeights();
    float[] values = new float[t.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) weights[(int) t[i]];
    }
    return Scope.keep(
        () -> each.mul(Tensors.of(values, values.length).to(each.device(), each.scalar_type())));
  }
}
