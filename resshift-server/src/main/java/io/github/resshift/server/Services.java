package io.github.resshift.server;

import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.PictureService;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loaded models with their settings. Those that were used last stay, so that pictures with the same
 * settings load nothing. Thread-safe.
 */
final class Services implements AutoCloseable {
  /** Networks of two settings and those in use: each has its weights in memory. */
  private static final int KEPT = 2;

  private final Map<JobSettings, Lease> leases = new LinkedHashMap<>(16, 0.75f, true);

  /** A service that is in use until it is closed. */
  final class Lease implements AutoCloseable {
    private final PictureService service;
    private int users;

    private Lease(PictureService service) {
      this.service = service;
    }

    PictureService service() {
      return service;
    }

    @Override
    public void close() {
      synchronized (Services.this) {
        users--;
        dismiss(KEPT);
      }
    }
  }

  /**
   * The service for some settings; loads the model if need be.
   *
   * @throws io.github.resshift.ResShiftException if it cannot be loaded
   */
  synchronized Lease take(JobSettings settings) {
    Lease lease = leases.get(settings);
    if (lease == null) {
      // Before the new one is loaded, so that both are never in memory where one would do.
      dismiss(KEPT - 1);
      lease = new Lease(PictureService.open(settings));
      leases.put(settings, lease);
    }
    lease.users++;
    return lease;
  }

  private synchronized void dismiss(int kept) {
    Iterator<Lease> all = leases.values().iterator();
    int more = leases.size() - kept;
    while (all.hasNext() && more > 0) {
      Lease lease = all.next();
      if (lease.users == 0) {
        all.remove();
        lease.service.close();
        more--;
      }
    }
  }

  @Override
  public void close() {
    dismiss(0);
  }
}
