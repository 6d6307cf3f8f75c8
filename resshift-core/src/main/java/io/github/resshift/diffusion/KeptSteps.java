package io.github.resshift.diffusion;

import java.util.stream.IntStream;

/** Which of a chain's steps are made when it is sampled in fewer. */
final class KeptSteps {
  private KeptSteps() {}

  /**
   * Indices that are spread evenly and always include the last one, from which the chain starts.
   *
   * @throws IllegalArgumentException if {@code count} is not 1..{@code total}
   */
  static int[] evenly(int total, int count) {
    if (count < 1 || count > total) {
      throw new IllegalArgumentException(
          "steps must be 1.." + total + " for this model, not " + count);
    }
    return IntStream.rangeClosed(1, count).map(i -> (int) ((long) i * total / count) - 1).toArray();
  }
}
