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
  void roundsInTheDecoderAloneSoThatTheCodesStay() {
    Engine.start();
    Placement exact = Placement.cpu();
    Placement mixed =
        new Placement("cpu", Precision.MIXED.dtype(), Precision.MIXED.decoderDtype(), true, false);
    try (var scope = Scope.open();
        var guard = new NoGradGuard();
        var plain = VqAutoencoder.initialise(CONFIG, 5, exact);
        var low = VqAutoencoder.initialise(CONFIG, 5, mixed)) {
      Tensor picture = torch.rand(1, 3, 24, 40);
      Tensor latent = plain.encode(picture);
      assertThat(torch.equal(low.encode(picture), latent)).isTrue();
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
