package io.github.resshift.train.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.model.DiagonalGaussian;
import io.github.resshift.model.KlAutoencoder;
import io.github.resshift.model.KlConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.weights.Placement;
import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class GaussianBottleneckTest {
  private static final KlConfig TINY =
      new KlConfig(2, 2, 16, 3, 3, 32, List.of(1), List.of(1), List.of(), 0);
  private static final long VALUES = 3 * 4 * 4;

  @Test
  void partsOfABatchGetTheNoiseOfTheWholeAndTheLossIsPerPictureValue() {
    try (var scope = Scope.open();
        var stage = KlAutoencoder.initialise(TINY, 1, Placement.cpu());
        var bottleneck = new GaussianBottleneck(stage, new DivergenceConfig(0.25), 9)) {
      Tensor moments =
          torch.randn(new long[] {4, 4, 4, 4}, new GeneratorOptional(torch.make_generator_cpu(2)));
      bottleneck.begin(3, 4, 4, 4);
      Bottleneck.Passed whole = bottleneck.pass(moments, 0, VALUES);
      bottleneck.begin(3, 4, 4, 4);
      Tensor first = bottleneck.pass(moments.narrow(0, 0, 1), 0, VALUES).latent();
      Tensor rest = bottleneck.pass(moments.narrow(0, 1, 3), 1, VALUES).latent();
      Tensor both = torch.cat(new TensorVector(first, rest), 0);
      assertThat(Tensors.maxAbsDifference(both, whole.latent())).isZero();
      bottleneck.begin(4, 4, 4, 4);
      Tensor next = bottleneck.pass(moments, 0, VALUES).latent();
      assertThat(Tensors.maxAbsDifference(next, whole.latent())).isGreaterThan(0.5);

      Tensor divergence = new DiagonalGaussian(moments).divergence().div(new Scalar(48.0));
      assertThat(Tensors.maxAbsDifference(whole.terms().get("kl"), divergence)).isZero();
      Tensor quarter = divergence.mul(new Scalar(0.25));
      assertThat(Tensors.maxAbsDifference(whole.penalty(), quarter)).isZero();

      LatentUse use = bottleneck.finish(4, Team.alone(), null, null);
      double deviation = Tensors.item(moments.narrow(1, 0, 2).std());
      // std() divides by n - 1 = 127, the other by n.
      assertThat(((LatentUse.Spread) use).deviation())
          .isCloseTo(deviation * Math.sqrt(127 / 128.0), within(1e-6));
    }
  }
}
