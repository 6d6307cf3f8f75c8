package io.github.resshift.engine.tile;

import io.github.resshift.tensor.Scope;
import java.util.Optional;

/**
 * The steps of one chain over a whole picture, as a wave from top to bottom.
 *
 * <p>Each stage makes its lines when the stage below asks for them, and first asks the stage above
 * for the lines that its next row of tiles covers. Rows of tiles overlap, so a row of one stage
 * needs a row more of the stage above it. When the first row of the result is final, a chain of
 * three steps has come so far ({@code =} was given up, {@code #} is kept, {@code .} is to come,
 * {@code >} was handed on):
 *
 * <pre>
 *   rows of tiles           0    1    2    3    4    5
 *   y       encode        ====|####|####|####|....|....
 *   x_3     encode        ====|====|====|####|....|....
 *   x_2     step 3        ====|====|####|....|....|....
 *   x_1     step 2        ====|####|....|....|....|....
 *   result  end           >>>>|....|....|....|....|....
 * </pre>
 *
 * So each step keeps about a row of tiles, whatever the height of the picture, and lines of the
 * result are final long before the last row begins. Where the result lies between the first
 * prediction and the last one, the first waits until the last comes to it. An autoencoder's latent
 * is complete before it is decoded, because its decoder's statistics are those of the whole
 * picture; y then is kept as far as the last step needs it.
 *
 * <p>Every sum has the same terms in the same order as if each step ran over the whole latent. Used
 * by one thread.
 */
final class Wave {
  private final WaveJob job;
  private final WaveMemory memory;
  private final RowSink sink;

  private Wave(WaveJob job, WaveMemory memory, RowSink sink) {
    this.job = job;
    this.memory = memory;
    this.sink = sink;
  }

  /**
   * Makes all lines of the result, padded and not clamped.
   *
   * @return pages of lines that were needed at once
   */
  static int run(WaveJob job, RowSink sink) {
    try (var scope = Scope.open();
        WaveMemory memory = new WaveMemory(job)) {
      new Wave(job, memory, sink).stages().reach(job.plan().height());
      return memory.pages();
    }
  }

  /** The last stage; it holds on to those above it. */
  private RowStage stages() {
    return job.model().localFirstStage() ? local() : throughAutoencoder();
  }

  private RowStage local() {
    LowEnd y = new LocalLowEnd(job);
    RowBand x = memory.band();
    RowSink decoded = (top, lines) -> sink.accept(top * job.factor(), job.model().decode(lines));
    return chain(new StartStage(job, y, x), x, y, decoded);
  }

  private RowStage throughAutoencoder() {
    RowBand encoded = memory.band();
    LowEnd y = LowEnd.kept(job, encoded);
    RowBand x = memory.band();
    RowBand z = memory.band();
    RowStage chain =
        chain(new EncodeStage(job, memory, encoded, x), x, y, (top, lines) -> z.append(lines));
    return new DecodeStage(job, memory, chain, z, sink);
  }

  /** The steps from x_T to the latent of the result. */
  private RowStage chain(RowStage start, RowBand xT, LowEnd y, RowSink result) {
    Optional<RowBand> first = job.chain().blends() ? Optional.of(memory.band()) : Optional.empty();
    RowStage stage = start;
    RowBand x = xT;
    for (int t = job.chain().first(); t > job.chain().last(); t--) {
      RowSink predicted = t == job.chain().first() ? kept(first) : (top, x0) -> {};
      RowBand next = memory.band();
      stage = new StepStage(job, memory, t, stage, x, y, predicted, next);
      x = next;
    }
    return new EndStage(job, memory, stage, x, y, first, result);
  }

  private static RowSink kept(Optional<RowBand> band) {
    return (top, lines) -> band.ifPresent(into -> into.append(lines));
  }
}
