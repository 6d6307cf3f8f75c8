package io.github.resshift.spark;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What every task has to know.
 *
 * @param options of the job, as texts by the names of options
 * @param settings digest of the settings
 * @param device the same for all
 * @param precision the same for all
 * @param threads of a picture, the same for all: sums of several threads come out differently
 * @param slots pictures that an executor works on at a time
 */
record Assignment(
    Task task,
    Map<String, List<String>> options,
    PictureFormat format,
    String settings,
    String device,
    String precision,
    int threads,
    int slots)
    implements Serializable {
  /** What tells two restorers apart. */
  record Key(Task task, Map<String, List<String>> options, String device, String precision) {}

  Key key() {
    return new Key(task, options, device, precision);
  }

  JobSettings job() {
    return JobSettings.of(task, options, name -> "--" + name);
  }
}
