package io.github.resshift.train.stage;

import io.github.resshift.model.Autoencoder;
import io.github.resshift.train.WeightState;
import io.github.resshift.train.loss.Adversary;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** What changes while an autoencoder is trained. Autoencoder and bottleneck stay the caller's. */
final class StageState extends WeightState {
  private final Autoencoder autoencoder;
  private final Bottleneck bottleneck;

  /** The state at the start of training on an autoencoder's present weights. */
  StageState(
      Autoencoder autoencoder,
      Bottleneck bottleneck,
      double weightDecay,
      double emaRate,
      Optional<Adversary> adversary) {
    super(autoencoder.parameters(), weightDecay, emaRate, adversary);
    this.autoencoder = autoencoder;
    this.bottleneck = bottleneck;
  }

  Autoencoder autoencoder() {
    return autoencoder;
  }

  Bottleneck bottleneck() {
    return bottleneck;
  }

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = super.tensors();
    all.putAll(bottleneck.tensors());
    return all;
  }
}
