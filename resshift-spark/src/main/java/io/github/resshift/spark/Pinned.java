package io.github.resshift.spark;

import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.PictureService;
import io.github.resshift.jobs.Pinning;
import io.github.resshift.tensor.SystemMemory;
import java.io.Serializable;
import java.util.Optional;

/**
 * What {@code auto} comes to for all machines of a run. The model is loaded once on the driver for
 * that, so that what is wrong with it is said before anything is listed.
 *
 * @param largeThreads of a picture that has an executor for itself
 * @param need memory of an executor
 */
record Pinned(String device, String precision, int largeThreads, MemoryNeed need) {
  private static final String AUTO = "auto";
  private static final String CPU = "cpu";

  /** How earlier runs made results with the same settings. */
  record Before(String precision, int threads) implements Serializable {}

  /**
   * Decides.
   *
   * @param threads of an ordinary picture
   * @param largeThreads that are asked for, or 0
   * @param before a run goes on as earlier ones began, also where the machines are others now
   */
  static Pinned of(
      JobSettings settings, int threads, int largeThreads, Cores cores, Optional<Before> before) {
    String device = settings.restore().device();
    String precision = before.map(Before::precision).orElse(settings.restore().precision());
    int most =
        largeThreads > 0
            ? largeThreads
            : before
                .map(Before::threads)
                .filter(count -> count > threads)
                .orElse(Math.max(threads, cores.executor()));
    boolean elsewhere = device.startsWith("cuda");
    // The driver need not have the GPU of the executors; there auto means fp32.
    String here = elsewhere ? CPU : device;
    String arithmetic = elsewhere && precision.equals(AUTO) ? "fp32" : precision;
    long resident = SystemMemory.resident();
    try (PictureService service =
        PictureService.open(settings, new Pinning(here, arithmetic, () -> 1))) {
      long weights = SystemMemory.resident() - resident;
      return new Pinned(
          elsewhere ? device : service.maker().device(),
          service.maker().precision(),
          most,
          MemoryNeed.of(service.maker(), weights, cores.slots()));
    }
  }

  /** One sentence. */
  String sentence() {
    return "All machines compute on "
        + device
        + " in "
        + precision
        + "; large pictures with "
        + largeThreads
        + (largeThreads == 1 ? " thread." : " threads.");
  }
}
