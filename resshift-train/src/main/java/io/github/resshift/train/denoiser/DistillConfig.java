package io.github.resshift.train.denoiser;

import io.github.resshift.config.ConfigNode;
import io.github.resshift.config.Kind;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** How a network that needs few steps is trained from one that needs many: its teacher. */
public sealed interface DistillConfig permits DistillConfig.SinSr, DistillConfig.Rsd {
  /** Name or path of the teacher, a model with the same network, chain and first stage. */
  String teacher();

  /** Whether the terms of {@code train.loss} compare the student's picture with the truth. */
  boolean supervised();

  /** Steps in which the student is meant to be run. */
  int steps();

  /** The same wherever the teacher lies; its weights are told apart by their checksum. */
  DistillConfig anywhere();

  /**
   * The teacher's chain without fresh noise is a map from its beginning to a picture, which the
   * student learns in one step, with its inverse (SinSR, Wang et al. 2024).
   *
   * @param teacherSteps steps of the teacher's chain; its default if absent
   * @param inverse weight of the way back, from the picture to the beginning
   * @param truth weight of the way from the clean picture back and forth again
   */
  @Kind("sinsr")
  record SinSr(
      String teacher, OptionalInt teacherSteps, double inverse, double truth, boolean supervised)
      implements DistillConfig {
    /** Checks ranges. */
    public SinSr {
      teacherSteps.ifPresent(
          count -> require(count >= 1, "teacher_steps must be at least 1, not " + count));
      require(inverse >= 0, "inverse must not be negative, not " + inverse);
      require(truth >= 0, "truth must not be negative, not " + truth);
    }

    @Override
    public int steps() {
      return 1;
    }

    @Override
    public SinSr anywhere() {
      return new SinSr("", teacherSteps, inverse, truth, supervised);
    }
  }

  /**
   * A third network, the fake, learns the method's task on the student's pictures; where it says of
   * their noisy states what the teacher says, they are such as the teacher knows (RSD,
   * Selikhanovych et al. 2025).
   *
   * @param weight of that beside the terms of {@code train.loss}
   * @param fakeSteps steps of the fake for each of the student
   * @param fakeRate learning rate of the fake; the student's if absent
   * @param steps the student learns at the beginnings of so many evenly spread steps
   */
  @Kind("rsd")
  record Rsd(
      String teacher,
      double weight,
      int fakeSteps,
      OptionalDouble fakeRate,
      int steps,
      boolean supervised)
      implements DistillConfig {
    /** Checks ranges. */
    public Rsd {
      require(weight > 0, "weight must be positive, not " + weight);
      require(fakeSteps >= 1 && fakeSteps <= 100, "fake_steps must be 1..100, not " + fakeSteps);
      fakeRate.ifPresent(rate -> require(rate > 0, "fake_lr must be positive, not " + rate));
      require(steps >= 1, "steps must be at least 1, not " + steps);
    }

    @Override
    public Rsd anywhere() {
      return new Rsd("", weight, fakeSteps, fakeRate, steps, supervised);
    }
  }

  /**
   * Reads {@code distill} of the section {@code train}, if it is there.
   *
   * @throws io.github.resshift.config.ConfigException for missing or wrong settings
   */
  static Optional<DistillConfig> of(ConfigNode train) {
    boolean supervised = train.has("loss") || train.has("loss_coef");
    return train.find("distill").map(node -> read(node, supervised));
  }

  private static DistillConfig read(ConfigNode node, boolean supervised) {
    String teacher = node.text("teacher");
    try {
      return switch (node.text("method")) {
        case "sinsr" ->
            new SinSr(
                teacher,
                node.has("teacher_steps")
                    ? OptionalInt.of(node.integer("teacher_steps"))
                    : OptionalInt.empty(),
                node.number("inverse", 1),
                node.number("truth", 1),
                supervised);
        case "rsd" ->
            new Rsd(
                teacher,
                node.number("weight", 1),
                node.integer("fake_steps", 1),
                node.has("fake_lr")
                    ? OptionalDouble.of(node.number("fake_lr"))
                    : OptionalDouble.empty(),
                node.integer("steps", 1),
                supervised);
        default -> throw node.problem("method", "must be sinsr or rsd");
      };
    } catch (IllegalArgumentException e) {
      throw node.problem(e.getMessage() + ".");
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
