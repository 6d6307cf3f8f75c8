package io.github.resshift.spark;

import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.UsageException;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * What an executor needs beside its heap: the engine's libraries and the weights once, and the work
 * on as many pictures as it does at a time.
 *
 * @param fixed bytes of libraries and weights
 * @param picture bytes of the work on a picture
 * @param slots pictures at a time
 */
record MemoryNeed(long fixed, long picture, int slots) {
  /** A picture of so many pixels a side fills tiles. */
  private static final int LARGE = 4096;

  /** The engine's libraries, code and caches, as measured (docs/cluster.md). */
  private static final long ENGINE = 450L << 20;

  /** For what the estimate does not know. */
  private static final double MARGIN = 1.15;

  private static final double DEFAULT_FACTOR = 0.1;
  private static final long DEFAULT_LEAST = 384;

  /**
   * The need of a job.
   *
   * @param maker with the model loaded
   * @param weights bytes that loading it took
   */
  static MemoryNeed of(PictureMaker maker, long weights, int slots) {
    return new MemoryNeed(ENGINE + Math.max(0, weights), tasks(maker, 1), slots);
  }

  /** Bytes of the work on pictures. */
  static long tasks(PictureMaker maker, int slots) {
    return slots * maker.bytes(LARGE, LARGE);
  }

  long megabytes() {
    return (long) (MARGIN * (fixed + slots * picture)) >> 20;
  }

  /** One sentence. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "Each executor needs about %d MB beside its heap for %d picture%s at a time.",
        megabytes(),
        slots,
        slots == 1 ? "" : "s");
  }

  /**
   * Refuses a cluster that would kill executors for their memory.
   *
   * @throws UsageException if the overhead is smaller than the need where it is a limit
   */
  void check(SparkConf conf) {
    String master = conf.get("spark.master", "");
    boolean limited = master.startsWith("k8s:") || master.startsWith("yarn");
    long given = overhead(conf);
    if (limited && given < megabytes()) {
      throw new UsageException(
          sentence()
              + " spark.executor.memoryOverhead gives "
              + given
              + " MB; say --conf spark.executor.memoryOverhead="
              + megabytes()
              + "m, or give executors fewer cores.");
    }
  }

  /** Megabytes beside the heap that an executor is given. */
  static long overhead(SparkConf conf) {
    if (conf.contains("spark.executor.memoryOverhead")) {
      return JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead"));
    }
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", DEFAULT_FACTOR);
    String least = conf.get("spark.executor.minMemoryOverhead", DEFAULT_LEAST + "m");
    long heap = JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g"));
    return Math.max(JavaUtils.byteStringAsMb(least), (long) (factor * heap));
  }
}
