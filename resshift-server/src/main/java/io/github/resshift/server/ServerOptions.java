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

  /** What is of no use here, because jobs are done one after the other. */
  public static final List<JobOption> OF_FOLDERS = List.of(JobOption.BATCH);

  private ServerOptions() {}

  /** Whether a request may have it. */
  public static boolean open(JobOption option) {
    return !OWN.contains(option) && !OF_FOLDERS.contains(option);
  }
}
