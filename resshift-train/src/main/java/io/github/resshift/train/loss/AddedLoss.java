package io.github.resshift.train.loss;

import io.github.resshift.ResShiftException;
import io.github.resshift.plugin.Colours;
import io.github.resshift.plugin.Loss;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A loss that the user added, which tells its value and its derivative g in numbers, as a part of
 * the engine's graph: {@code sum(g p) - detached(sum(g p)) + value} has just these. Stateless but
 * for the provider.
 */
final class AddedLoss implements PictureLoss {
  private static final long[] ALL_BUT_SAMPLES = {1, 2, 3};

  private final Loss loss;

  AddedLoss(Loss loss) {
    this.loss = loss;
  }

  @Override
  public Tensor perSample(Tensor prediction, Tensor truth) {
    return Scope.keep(
        () -> {
          int samples = (int) prediction.size(0);
          int height = (int) prediction.size(2);
          int width = (int) prediction.size(3);
          float[] predicted = Tensors.floats(prediction.detach());
          float[] clean = Tensors.floats(truth);
          float[] gradients = new float[predicted.length];
          float[] values = new float[samples];
          int size = predicted.length / samples;
          for (int n = 0; n < samples; n++) {
            int from = n * size;
            float[] gradient = new float[size];
            values[n] =
                (float)
                    value(
                        new Colours(
                            width, height, Arrays.copyOfRange(predicted, from, from + size)),
                        new Colours(width, height, Arrays.copyOfRange(clean, from, from + size)),
                        gradient);
            System.arraycopy(gradient, 0, gradients, from, size);
          }
          Tensor slope =
              Tensors.of(gradients, samples, 3, height, width)
                  .to(prediction.device(), ScalarType.Float);
          Tensor linear =
              prediction.mul(slope).sum(ALL_BUT_SAMPLES, false, new ScalarTypeOptional());
          return linear
              .sub(linear.detach())
              .add(Tensors.of(values, samples).to(prediction.device(), ScalarType.Float));
        });
  }

  private double value(Colours prediction, Colours truth, float[] gradient) {
    try {
      return loss.of(prediction, truth, gradient);
    } catch (RuntimeException e) {
      throw new ResShiftException(
          String.format(
              "The added loss '%s' (%s) failed: %s.", loss.name(), loss.getClass().getName(), e),
          e);
    }
  }
}
