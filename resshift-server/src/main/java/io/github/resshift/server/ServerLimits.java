package io.github.resshift.server;

import java.time.Duration;

/**
 * What a server refuses.
 *
 * @param bodyBytes longest body of a request
 * @param maxPixels most pixels of an input, from its header
 * @param resultPixels most pixels of all frames of a result
 * @param frames most frames or pages of an input
 * @param samples most draws of a job
 * @param queue most jobs that wait
 * @param syncPixels most pixels of an input whose result a request waits for
 * @param diskBytes room for inputs and results
 * @param connections most at a time
 * @param upload longest time for a request's body
 * @param idle longest time without a byte
 * @param parking how long running work may go on after the signal to end
 */
public record ServerLimits(
    long bodyBytes,
    long maxPixels,
    long resultPixels,
    int frames,
    int samples,
    int queue,
    long syncPixels,
    long diskBytes,
    int connections,
    Duration upload,
    Duration idle,
    Duration parking) {
  /** Models enlarge by four. */
  private static final int RESULT_FACTOR = 16;

  /** For one machine and a few people. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          256L << 20,
          100_000_000,
          1_600_000_000,
          500,
          16,
          16,
          1_000_000,
          10L << 30,
          256,
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  /** The same with other numbers of pixels; a result may have sixteen times as many. */
  public ServerLimits pixels(long most) {
    return new ServerLimits(
        bodyBytes,
        most,
        Math.multiplyExact(Math.min(most, Long.MAX_VALUE / RESULT_FACTOR), RESULT_FACTOR),
        frames,
        samples,
        queue,
        syncPixels,
        diskBytes,
        connections,
        upload,
        idle,
        parking);
  }

  /** The same with another queue. */
  public ServerLimits queue(int most) {
    return new ServerLimits(
        bodyBytes,
        maxPixels,
        resultPixels,
        frames,
        samples,
        most,
        syncPixels,
        diskBytes,
        connections,
        upload,
        idle,
        parking);
  }

  /** The same with other room for files. */
  public ServerLimits disk(long bytes) {
    return new ServerLimits(
        bodyBytes,
        maxPixels,
        resultPixels,
        frames,
        samples,
        queue,
        syncPixels,
        bytes,
        connections,
        upload,
        idle,
        parking);
  }
}
