package io.github.resshift.server;

import io.github.resshift.jobs.JobOption;
import java.util.Set;

/** Which settings of jobs are whose. Stateless. */
public final class ServerOptions {
  /** What the owner of the machine decides for all jobs, and no request may. */
  public static final Set<JobOption> OWN =
      Set.of(
          JobOption.DEVICE,
          JobOption.PRECISION,
          JobOption.THREADS,
          JobOption.MEMORY,
          JobOption.MAX_PIXELS);

  private ServerOptions() {}
}
