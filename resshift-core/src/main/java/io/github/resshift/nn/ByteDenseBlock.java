package io.github.resshift.nn;

import io.github.resshift.tensor.ByteConvolution;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A {@link DenseBlock} whose convolutions are of bytes (docs/performance.md). Each channel of the
 * activations has a step of its own: the convolution that makes a channel puts it out in those
 * steps, for a positive factor goes through the rectifier, and the weights that take it in are
 * multiplied by them. The residual stream is float32, [N, C, H, W].
 */
final class ByteDenseBlock implements DenseLayer {
  private final Tensor perStep;
  private final List<ByteConvolution.Weights> convolutions = new ArrayList<>();

  /** Fetches the weights of a {@link DenseBlock} and rounds them. */
  ByteDenseBlock(WeightScope scope, ByteRanges ranges, int channels, int growth) {
    try (var open = Scope.open()) {
      Tensor steps = ranges.steps(scope.at("in").path(), channels);
      this.perStep = scope.derived(steps.reciprocal().view(1, -1, 1, 1));
      for (int i = 1; i <= DenseBlock.CONVOLUTIONS; i++) {
        WeightScope at = scope.at("conv" + i);
        boolean last = i == DenseBlock.CONVOLUTIONS;
        int from = channels + (i - 1) * growth;
        int to = last ? channels : growth;
        // Weights come as float16; that is kept, since bfloat16 would round them once more.
        WeightScope stored = at.in(ScalarType.Half);
        Tensor weight = stored.get("weight", Init.fanIn(9L * from), to, from, 3, 3);
        Tensor bias = stored.get("bias", Init.fanIn(9L * from), to).to(ScalarType.Float);
        Tensor taken = steps.view(1, -1, 1, 1).mul(weight.to(ScalarType.Float));
        if (last) {
          taken.mul_(new Scalar(RrdbBlock.RESIDUAL_SCALE));
          bias = bias.mul(new Scalar(RrdbBlock.RESIDUAL_SCALE));
        } else {
          Tensor out = ranges.steps(at.path(), growth);
          steps = torch.cat(new TensorVector(steps, out));
          taken = taken.div(out.view(-1, 1, 1, 1));
          bias = bias.div(out);
        }
        convolutions.add(kept(scope, ByteConvolution.weights(taken, bias)));
      }
    }
  }

  private static ByteConvolution.Weights kept(WeightScope scope, ByteConvolution.Weights made) {
    return new ByteConvolution.Weights(
        scope.derived(made.packed()),
        scope.derived(made.steps()),
        scope.derived(made.zeros()),
        scope.derived(made.bias()));
  }

  @Override
  public Tensor forward(Tensor x) {
    return Scope.keep(
        () -> {
          Tensor seen = rounded(x.contiguous(MemoryFormat.ChannelsLast).mul(perStep));
          int last = DenseBlock.CONVOLUTIONS - 1;
          for (ByteConvolution.Weights weights : convolutions.subList(0, last)) {
            Tensor added = rounded(Activations.leakyRelu(ByteConvolution.run(seen, weights)));
            seen = followed(seen, added);
          }
          return ByteConvolution.run(seen, convolutions.get(last)).add_(x);
        });
  }

  /** The bytes of values that nobody else needs: four times their size at a time is much. */
  private static Tensor rounded(Tensor values) {
    Tensor bytes = ByteConvolution.bytes(values);
    values.close();
    return bytes;
  }

  /** One copy of all channels so far, the old one being closed: for bytes pieces are what costs. */
  private static Tensor followed(Tensor seen, Tensor added) {
    Tensor joined = torch.cat(new TensorVector(seen, added), 1);
    seen.close();
    return joined;
  }
}
