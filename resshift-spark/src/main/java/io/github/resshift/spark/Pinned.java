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
   * Loads the model; slow.
   *
   * @param before a run goes on as earlier ones began, also where the machines are others now
   */
  static Loaded load(JobSettings settings, Optional<Before> before) {
    String device = settings.restore().device();
    String precision = before.map(Before::precision).orElse(settings.restore().precision());
    boolean elsewhere = device.startsWith("cuda");
    // The driver need not have the GPU of the executors; there auto means fp32.
    String here = elsewhere ? CPU : device;
    String arithmetic = elsewhere && precision.equals(AUTO) ? "fp32" : precision;
    long resident = SystemMemory.resident();
    PictureService service =
        PictureService.open(settings, new Pinning(here, arithmetic, Restorers::threads));
    long weights = SystemMemory.resident() - resident;
    return new Loaded(service, elsewhere ? device : service.maker().device(), weights, before);
  }

  /** The driver's model. Used by one thread. */
  static final class Loaded implements AutoCloseable {
    private final PictureService service;
    private final String device;
    private final long weights;
    private final Optional<Before> before;
    private boolean ours = true;

    private Loaded(PictureService service, String device, long weights, Optional<Before> before) {
      this.service = service;
      this.device = device;
      this.weights = weights;
      this.before = before;
    }

    /** Decides. */
    Pinned pinned(int threads, int largeThreads, Cores cores) {
      int most =
          largeThreads > 0
              ? largeThreads
              : before
                  .map(Before::threads)
                  .filter(count -> count > threads)
                  .orElse(Math.max(threads, cores.executor()));
      return new Pinned(
          device,
          service.maker().precision(),
          most,
          MemoryNeed.of(service.maker(), weights, cores.slots()));
    }

    /** Gives the model to the tasks, where these are in this process and take such a one. */
    void lend(Assignment assignment) {
      if (service.maker().device().equals(assignment.device())) {
        ours = !Restorers.adopt(assignment, service);
      }
    }

    /** Frees the model if it is not lent. */
    @Override
    public void close() {
      if (ours) {
        service.close();
        ours = false;
      }
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
