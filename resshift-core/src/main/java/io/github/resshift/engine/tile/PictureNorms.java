package io.github.resshift.engine.tile;

import io.github.resshift.nn.Norms;
import java.util.Optional;

/**
 * The statistics of normalisation that all tiles of one picture share. They are kept when work goes
 * on with smaller tiles after a lack of memory: those of the rest alone would be others, and the
 * tone would change where it goes on. Used by one thread.
 */
final class PictureNorms {
  private Norms encoder;
  private Norms decoder;

  /** Those of the encoder, once they were gathered. */
  Optional<Norms> encoder() {
    return Optional.ofNullable(encoder);
  }

  void encoder(Norms gathered) {
    encoder = gathered;
  }

  /** Those of the decoder, once they were gathered. */
  Optional<Norms> decoder() {
    return Optional.ofNullable(decoder);
  }

  void decoder(Norms gathered) {
    decoder = gathered;
  }

  /** How many of the two a run on several tiles still has to gather. */
  int missing() {
    return (encoder == null ? 1 : 0) + (decoder == null ? 1 : 0);
  }
}
