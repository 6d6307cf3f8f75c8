package io.github.resshift.train.denoiser;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.FirstStage;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.loss.LossConfig;
import io.github.resshift.weights.Placement;
import java.util.Optional;

/** Iterations in which a student learns of its teacher. */
sealed interface Distillation permits SinSrDistillation, RsdDistillation {
  /**
   * Runs one iteration, within a scope of the caller.
   *
   * @param iteration counted from 1
   * @param batch this process's share
   * @param rate learning rate
   */
  StepResult step(long iteration, Batch batch, double rate);

  /**
   * Refuses what cannot be distilled.
   *
   * @param train the section {@code train}
   * @throws io.github.resshift.config.ConfigException with the reason
   */
  static void check(
      ConfigNode train, DistillConfig config, LossConfig loss, ModelDescription model) {
    if (!(model.diffusion() instanceof DiffusionConfig chain)) {
      throw train.problem(
          "distill needs the method's chain; one from noise has no beginning at the small"
              + " picture.");
    }
    if (chain.predictType() != PredictType.XSTART && chain.predictType() != PredictType.RESIDUAL) {
      throw train.problem(
          "distill needs predict_type xstart or residual: the noise tells nothing of the picture at"
              + " the beginning of the chain.");
    }
    if (model.network() instanceof GuidedNetConfig guided && guided.drafts()) {
      throw train.problem(
          "distill cannot train a network with draft_blocks, whose chains end elsewhere for teacher"
              + " and student.");
    }
    int most = chain.process().size();
    if (config.steps() > most) {
      throw train.problem("distill.steps must be 1.." + most + ", not " + config.steps() + ".");
    }
    if (config instanceof DistillConfig.SinSr sinSr && sinSr.teacherSteps().orElse(1) > most) {
      throw train.problem(
          "distill.teacher_steps must be 1.."
              + most
              + ", not "
              + sinSr.teacherSteps().getAsInt()
              + ".");
    }
    if (loss.ownStates() || loss.late() < 1 || loss.guideTexture() > 0) {
      throw train.problem(
          "loss.own_states, loss.late and loss.guide_texture mean nothing in a distillation; leave"
              + " them out.");
    }
  }

  /** The fake of a method that has one, with the teacher's weights. */
  static Optional<FakeShift> fake(TrainConfig config, Optional<Teacher> teacher, String device) {
    return config
        .distill()
        .filter(DistillConfig.Rsd.class::isInstance)
        .map(rsd -> new FakeShift(teacher.orElseThrow().copy(Placement.training(device))));
  }

  /** The iterations of a configuration that has a teacher. */
  static Distillation of(
      TrainConfig config,
      Teacher teacher,
      TrainState state,
      TrainingLoss loss,
      TrainingStep step,
      FirstStage firstStage) {
    ModelDescription model = config.model();
    DistillConfig distill = config.distill().orElseThrow();
    if (distill instanceof DistillConfig.Rsd rsd) {
      return new RsdDistillation(
          rsd,
          config.settings(),
          state.network(),
          teacher.network(),
          state.fake().orElseThrow(),
          loss,
          step);
    }
    DistillConfig.SinSr sinSr = (DistillConfig.SinSr) distill;
    int steps =
        sinSr
            .teacherSteps()
            .orElse(teacher.description().defaultSteps().orElse(model.diffusion().steps()));
    return new SinSrDistillation(
        sinSr,
        config.settings(),
        state.network(),
        teacher.network(),
        new DiffusionLoss(model.diffusion().sampling(steps), firstStage),
        !(model.firstStage() instanceof AutoencoderConfig),
        loss,
        step);
  }
}
