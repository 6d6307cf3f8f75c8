package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One iteration: gradients over the micro-batches of a batch, then clipping, AdamW and the moving
 * average. One thread at a time.
 */
public final class TrainingStep {
  private final SwinUNet network;
  private final DiffusionLoss loss;
  private final AdamW optimiser;
  private final Ema ema;
  private final Options options;

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

  /** A step on a network that was placed for training. */
  public TrainingStep(
      SwinUNet network, DiffusionLoss loss, AdamW optimiser, Ema ema, Options options) {
    this.network = network;
    this.loss = loss;
    this.optimiser = optimiser;
    this.ema = ema;
    this.options = options;
  }

  /**
   * Runs one iteration.
   *
   * @param t index of each sample into the schedule
   * @param noise standard normal, [N, C, h, w] of the latents
   * @param rate learning rate of this iteration
   * @return mean loss of the batch
   * @throws ResShiftException if the loss is not finite; the weights are as before
   */
  public double run(long iteration, Batch batch, long[] t, Tensor noise, double rate) {
    int size = t.length;
    double sum = 0;
    network.train(true);
    for (int from = 0; from < size; from += options.microbatch()) {
      int count = Math.min(options.microbatch(), size - from);
      sum += accumulate(batch, t, noise, from, count, size);
    }
    network.train(false);
    double mean = sum / size;
    if (!Double.isFinite(mean)) {
      optimiser.clear();
      throw new ResShiftException(
          "The loss of iteration "
              + iteration
              + " is "
              + mean
              + " (steps "
              + Arrays.toString(t)
              + "); start a new run with a smaller lr or with clip_norm, from the weights of this run if you"
              + " like (model.ckpt_path).");
    }
    if (Double.isFinite(options.clipNorm())) {
      clip(network.parameters().weights());
    }
    optimiser.step(rate);
    ema.update();
    return mean;
  }

  private double accumulate(Batch batch, long[] t, Tensor noise, int from, int count, int size) {
    try (var scope = Scope.open()) {
      Batch part = new Batch(here(batch.gt(), from, count), here(batch.lq(), from, count));
      DiffusionLoss.Latents latents = loss.encode(part);
      long[] steps = Arrays.copyOfRange(t, from, from + count);
      Tensor total =
          autocast(
                  () ->
                      loss.perSample(
                          network, latents, part.lq(), null, steps, here(noise, from, count)))
              .sum();
      total.div(new Scalar((double) size)).backward();
      return Tensors.item(total.detach());
    }
  }

  private Tensor autocast(Supplier<Tensor> forward) {
    if (!options.bf16()) {
      return forward.get();
    }
    DeviceType type = weight().is_cuda() ? DeviceType.CUDA : DeviceType.CPU;
    torch.set_autocast_dtype(type, ScalarType.BFloat16);
    torch.set_autocast_enabled(type, true);
    try {
      return forward.get();
    } finally {
      torch.set_autocast_enabled(type, false);
      // Else the bfloat16 copies of the weights outlive the step and training stands still.
      torch.clear_cache();
    }
  }

  /** Samples {@code from} to {@code from + count} on the network's device. */
  private Tensor here(Tensor samples, int from, int count) {
    return samples.narrow(0, from, count).to(weight().device(), ScalarType.Float);
  }

  private Tensor weight() {
    return network.parameters().weights().values().iterator().next();
  }

  private void clip(Map<String, Tensor> weights) {
    try (var scope = Scope.open()) {
      Tensor[] all = weights.values().toArray(new Tensor[0]);
      torch.clip_grad_norm_(new TensorVector(all), options.clipNorm());
    }
  }
}
