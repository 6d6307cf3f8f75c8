package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.ResShiftException;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.data.PhotoCache;
import io.github.resshift.train.data.Prefetcher;
import io.github.resshift.train.parallel.Share;
import io.github.resshift.train.parallel.Team;
import java.nio.file.Path;

/**
 * Where something is trained.
 *
 * @param folder where the run lives
 * @param photographs that it learns from
 * @param device a libtorch device name
 * @param team the processes that train together
 */
@Internal
public record Site(Path folder, PhotoCache photographs, String device, Team team) {
  /** Batches that wait ready beside those that are being made. */
  private static final int BATCHES_READY = 2;

  /** On a GPU the processor has nothing else to do; degradation takes about a core per GPU. */
  private static final int MOST_DATA_THREADS = 8;

  /**
   * This process's share of a batch.
   *
   * @throws ResShiftException if there are fewer samples than processes
   */
  public Share share(TrainSettings settings) {
    try {
      return team.share(settings.batch());
    } catch (IllegalArgumentException e) {
      throw new ResShiftException("The setting train." + e.getMessage() + ".", e);
    }
  }

  /** Threads that make batches. */
  public int dataThreads(TrainSettings settings) {
    int spare = Runtime.getRuntime().availableProcessors() - 1;
    return settings
        .dataThreads()
        .orElse(device.startsWith("cuda") ? Math.max(1, Math.min(spare, MOST_DATA_THREADS)) : 1);
  }

  /** Makes batches ahead of their use. */
  public BatchSource ahead(BatchSource batches, TrainSettings settings) {
    int threads = dataThreads(settings);
    return new Prefetcher(batches, threads, threads + BATCHES_READY);
  }
}
