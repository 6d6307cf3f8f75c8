package io.github.resshift.server;

import io.github.resshift.jobs.JobOption;
import java.util.List;

/** Which settings of jobs are whose. Stateless. */
public final class ServerOptions {
  /** What the owner of the machine decides for all jobs, and no request may. */
  public static final List<JobOption> OWN =
      List.of(
          JobOption.MAX_PIXELS,
          JobOption.DEVICE,
          JobOption.PRECISION,
          JobOption.THREADS,
          JobOption.MEMORY);

  private ServerOptions() {}
}
