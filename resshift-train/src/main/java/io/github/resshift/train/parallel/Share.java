package io.github.resshift.train.parallel;

/**
 * The samples of a batch that one process works on.
 *
 * @param from the first sample
 * @param to one past the last
 */
public record Share(int from, int to) {
  /**
   * An even share; sizes differ by one sample at most.
   *
   * @param rank number of the process, from 0
   * @param size number of processes
   * @throws IllegalArgumentException if there are more processes than samples
   */
  public static Share of(int batch, int rank, int size) {
    if (batch < size) {
      throw new IllegalArgumentException(
          "batch must be at least the number of processes, "
              + size
              + ", so that each has a sample, not "
              + batch);
    }
    return new Share((int) ((long) batch * rank / size), (int) ((long) batch * (rank + 1) / size));
  }

  /** Number of samples. */
  public int count() {
    return to - from;
  }
}
