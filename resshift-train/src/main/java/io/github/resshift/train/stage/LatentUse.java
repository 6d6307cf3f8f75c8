package io.github.resshift.train.stage;

import io.github.resshift.train.Detail;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the latents of an iteration were used. */
sealed interface LatentUse extends Detail {
  /**
   * Of a VQ autoencoder.
   *
   * @param used codes that were used since unused ones were last moved
   * @param all number of codes
   * @param moved unused codes that were moved after this iteration
   */
  record Codes(long used, long all, long moved) implements LatentUse {
    @Override
    public Detail plus(Detail later) {
      // The largest count of a window that ends between two reports is the one before its end.
      Codes last = (Codes) later;
      return new Codes(Math.max(used, last.used), all, last.moved);
    }

    @Override
    public Map<String, Double> curves() {
      return Map.of("latents/share of codes used", (double) used / all);
    }

    @Override
    public String words() {
      return used + " of " + all + " codes used";
    }

    @Override
    public Optional<String> event() {
      return moved == 0 ? Optional.empty() : Optional.of(moved + " unused codes moved");
    }
  }

  /**
   * Of an autoencoder with means and variances.
   *
   * @param deviation standard deviation of the means over the batch; its inverse is the {@code
   *     scale_factor} with which latents have unit variance
   */
  record Spread(double deviation) implements LatentUse {
    @Override
    public Detail plus(Detail later) {
      return later;
    }

    @Override
    public Map<String, Double> curves() {
      return Map.of("latents/spread", deviation);
    }

    @Override
    public String words() {
      return String.format(Locale.ROOT, "latents spread %.4f", deviation);
    }
  }
}
