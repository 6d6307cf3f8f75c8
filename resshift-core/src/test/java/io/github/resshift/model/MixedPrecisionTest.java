package io.github.resshift.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class MixedPrecisionTest {
  private static final VqConfig CONFIG =
      new VqConfig(3, 64, 3, 64, 3, 3, 32, List.of(1, 2), List.of(1, 1), List.of(), 0);

  @Test
  void roundsInTheLargePartsAndSearchesForCodesExactly() {
    Engine.start();
    Placement exact = Placement.cpu();
    Placement mixed =
        new Placement("cpu", Precision.MIXED.dtype(), Precision.MIXED.stageDtype(), true, false);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        var plain = VqAutoencoder.initialise(CONFIG, 5, exact);
        var low = VqAutoencoder.initialise(CONFIG, 5, mixed)) {
      Tensor picture = torch.rand(1, 3, 24, 40);
      Tensor latent = plain.encode(picture);
      Tensor rounded = low.encode(picture);
      assertThat(rounded.scalar_type().intern()).isEqualTo(ScalarType.Float);
      // The levels of the encoder are rounded, but less than those of an encoder that ends in
      // bfloat16, whose last rounding alone leaves 2^-9 / sqrt(3) of a value.
      double distance = Tensors.item(rounded.sub(latent).std()) / Tensors.item(latent.std());
      assertThat(distance).isBetween(1e-5, 0.02);
      Tensor onlyEight = rounded.to(ScalarType.BFloat16).to(ScalarType.Float);
      assertThat(torch.equal(rounded, onlyEight)).isFalse();
      assertThat(torch.equal(low.codebook().indices(latent), plain.codebook().indices(latent)))
          .isTrue();
      Tensor expected = plain.decode(latent);
      Tensor actual = low.decode(latent);
      assertThat(actual.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
      double error = Tensors.item(actual.to(ScalarType.Float).sub(expected).std());
      // Eight bits of mantissa in a dozen layers; a wrong code would be as large as the picture.
      assertThat(error / Tensors.item(expected.std())).isBetween(1e-5, 0.05);
    }
  }
}
