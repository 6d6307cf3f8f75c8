package io.github.resshift.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.PublishedModels;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.model.VqConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FlopCountTest {
  /** Level by level by hand: sides 16 and 8, windows of 8, all widths 32. */
  @Test
  void countsTheTinyNetwork() {
    double conv = 9 * 32 * 32;
    double block = 2 * conv;
    double wide = 9 * 64 * 32 + conv + 32 * 64;
    double swin = 2 * 32 * 32 + 2 * (8 * 32 * 32 + 2 * 64 * 32);
    // Down: stem, block, Swin. Up: two blocks, a Swin layer, the doubling; then the output.
    double fine = 9 * 6 * 32 + block + swin + 2 * wide + swin + conv + 9 * 32 * 3;
    // The halving, a block, the middle's two blocks and Swin layer; two blocks on the way up.
    double coarse = conv + block + 2 * block + swin + 2 * wide;
    double embedding = 32 * 128 + 128 * 128 + 8 * 128 * 64;
    try (var scope = Scope.open();
        var network = Architecture.TINY.description().network().initialise(1, Placement.cpu())) {
      double counted =
          FlopCount.step(
              Architecture.TINY.description().network(), network.parameters().weights(), 16, 16);
      assertThat(counted).isEqualTo(2 * (256 * fine + 64 * coarse + embedding));
    }
  }

  @Test
  void countsGrowWithTheAreaButForTheEmbedding() {
    var config = PublishedModels.find("faceir").orElseThrow().network();
    try (var scope = Scope.open();
        var network = config.initialise(1, Placement.cpu())) {
      var weights = network.parameters().weights();
      double small = FlopCount.step(config, weights, 64, 64);
      double large = FlopCount.step(config, weights, 64, 128);
      assertThat(large).isCloseTo(2 * small, Percentage.withPercentage(0.1)).isLessThan(2 * small);
    }
  }

  @Test
  void countsTheAutoencoder() {
    VqConfig config =
        new VqConfig(3, 64, 3, 64, 3, 3, 32, List.of(1, 1), List.of(1, 1), List.of(), 0);
    double conv = 9 * 32 * 32;
    double middle = 4 * conv + 4 * 32 * 32 + 2 * 64 * 32;
    double encoder =
        256 * (9 * 3 * 32 + 2 * conv) + 64 * (conv + 2 * conv + middle + 9 * 32 * 3 + 9);
    double decoder =
        64 * (64 * 3 + 9 + 9 * 3 * 32 + middle + 4 * conv) + 256 * (conv + 4 * conv + 9 * 32 * 3);
    try (var scope = Scope.open();
        var stage = VqAutoencoder.initialise(config, 1, Placement.cpu())) {
      var weights = stage.parameters().weights();
      assertThat(FlopCount.encode(weights, 16, 16)).isCloseTo(2 * encoder, Offset.offset(0.5));
      assertThat(FlopCount.decode(weights, 16, 16)).isCloseTo(2 * decoder, Offset.offset(0.5));
    }
  }
}
