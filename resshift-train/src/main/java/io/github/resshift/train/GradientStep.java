package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.ResShiftException;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.optimiser.Autocast;
import io.github.resshift.train.parallel.Buckets;
import io.github.resshift.train.parallel.GradientExchange;
import io.github.resshift.train.parallel.Team;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What is the same in every iteration, whatever is trained: precision of the forward pass, the mean
 * over the whole batch, and its end, when gradients become a step. One thread.
 */
@Internal
public final class GradientStep {
  private final WeightState state;
  private final Options options;
  private final Team team;
  private final GradientExchange exchange;

  /**
   * How an iteration runs.
   *
   * @param microbatch samples whose activations are held at once, at least 1
   * @param bf16 whether the network runs under bfloat16 autocast
   * @param clipNorm largest norm of all gradients together, or infinity
   */
  public record Options(int microbatch, boolean bf16, double clipNorm) {
    /** Checks ranges. */
    public Options {
      if (microbatch < 1) {
        throw new IllegalArgumentException("microbatch must be at least 1, not " + microbatch);
      }
      if (!(clipNorm > 0)) {
        throw new IllegalArgumentException("clip_norm must be positive, not " + clipNorm);
      }
    }
  }

  /** Steps of a state that each process of a team makes together with the others. */
  public GradientStep(WeightState state, Options options, Team team) {
    this.state = state;
    this.options = options;
    this.team = team;
    this.exchange = team.exchange(state.weights().values());
  }

  /** Samples whose activations are held at once. */
  public int microbatch() {
    return options.microbatch();
  }

  /** Runs a part of the forward pass in the precision of the options. */
  public <T> T forward(Supplier<T> part) {
    return Autocast.run(options.bf16(), device().is_cuda(), part);
  }

  /** A tensor that lies where the weights lie. */
  public Tensor device() {
    return state.weights().values().iterator().next();
  }

  /**
   * Adds gradients of the mean over the whole batch to the weights of the state.
   *
   * @param perSample values of some samples [n]
   * @param size samples of the whole batch
   * @param last whether these are the last samples of this process: gradients go to the others and
   *     come from them while they are computed
   */
  public void backward(Tensor perSample, int size, boolean last) {
    exchange.backward(mean(perSample, size), last);
  }

  /** The same for weights that are not those of the state. */
  public static void backwardBeside(Tensor perSample, int size) {
    mean(perSample, size).backward();
  }

  private static Tensor mean(Tensor perSample, int size) {
    return perSample.sum().div(new Scalar((double) size));
  }

  /**
   * Ends an iteration: collects what all processes found, refuses what is not finite, clips, steps,
   * and lets the average follow.
   *
   * @param adversary if it learns in this iteration
   * @return the norm of the gradient before clipping
   * @throws ResShiftException if a loss or the gradient is not finite; the weights are as before
   */
  public double end(BatchTally tally, double rate, Optional<Adversary> adversary) {
    double norm;
    try {
      tally.gather(team);
      tally.requireFinite();
      norm = state.optimiser().clip(options.clipNorm());
      tally.requireFiniteGradient(norm);
    } catch (ResShiftException e) {
      state.optimiser().clear();
      adversary.ifPresent(Adversary::clear);
      throw e;
    }
    state.optimiser().step(rate);
    adversary.ifPresent(
        a -> {
          Buckets.sumGradients(team, a.weights().values());
          a.step();
        });
    // Only the first process saves and validates.
    if (team.isFirst()) {
      state.ema().update();
    }
    return norm;
  }
}
