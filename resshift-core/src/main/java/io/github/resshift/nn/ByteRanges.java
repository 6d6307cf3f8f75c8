package io.github.resshift.nn;

import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.WeightSource;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a step of a byte stands for in each channel of the activations of residual dense blocks:
 * {@code body.N.rdbM.in} of what goes in, {@code body.N.rdbM.convK} of what a convolution and its
 * rectifier put out. Thread-safe as its source is.
 *
 * @param source float tensors of one value for each channel
 */
public record ByteRanges(WeightSource source) {
  /**
   * The steps of a layer.
   *
   * @param channels how many there must be
   * @return float32, positive, a tensor of the open scope
   * @throws CheckpointException if they are missing, of another number, or not positive
   */
  Tensor steps(String layer, int channels) {
    if (!source.names().contains(layer)
        || !Arrays.equals(source.info(layer).shape(), new long[] {channels})) {
      throw problem(layer, "with " + channels + " values");
    }
    Tensor steps = source.tensor(layer).to(ScalarType.Float);
    boolean sound = Tensors.item(torch.isfinite(steps).all()) != 0 && Tensors.item(steps.min()) > 0;
    if (!sound) {
      throw problem(layer, "of positive numbers");
    }
    return steps;
  }

  private CheckpointException problem(String layer, String what) {
    return new CheckpointException(
        source.origin()
            + " does not fit the guide: it must have "
            + layer
            + " "
            + what
            + ". Make it with 'resshift models calibrate'.");
  }
}
