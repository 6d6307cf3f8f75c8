package io.github.resshift.cli;

import io.github.resshift.jobs.batch.Shard;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a run over many pictures goes; shared by the commands that make pictures. */
final class FolderOptions {
  private static final int MOST_JOBS = 64;

  @Option(
      names = "--name-pattern",
      paramLabel = "PATTERN",
      description = {
        "Names of results in a folder, such as '{stem}_x{scale}.{ext}'. {stem} and {name} are the"
            + " input's name without and with its suffix, {ext} is the format's suffix, {index} the"
            + " place in the run (0001 ...); {scale}, {model} and {seed} are the run's. Default:"
            + " {stem}.{ext}."
      })
  String namePattern;

  @Option(
      names = "--dry-run",
      description =
          "Only tell what would be done: names, sizes, what is there already, and how much room"
              + " the results may need.")
  boolean dryRun;

  @Option(
      names = "--watch",
      description =
          "When everything is done, wait for new pictures in the inputs and work on each once it"
              + " has stopped growing, until Ctrl-C.")
  boolean watch;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Pictures that the network works on at a time, up to "
              + MOST_JOBS
              + ", each with its own --threads; the next picture is read and the last one written"
              + " meanwhile. 0: one picture after the other, which needs the least memory. Default:"
              + " ${DEFAULT-VALUE}.")
  int jobs;

  @Option(
      names = "--keep-times",
      description =
          "Give each result the time of its input (last modified), as archives and viewers that sort"
              + " by time want it. Default: the time at which it was made.")
  boolean keepTimes;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Do the part I of N, from 0 to N-1, of what there is to do: as many runs on as many machines"
              + " share the work, with one output folder. A picture's part follows from its name below"
              + " the input folder alone. Default: all of it.")
  private String shard;

  @Mixin ExcludeOption exclude;

  /** The part that is asked for; a wrong one is the command line's fault. */
  Optional<Shard> shard() {
    return Optional.ofNullable(shard).map(Shard::of);
  }

  /** Refuses values outside their ranges. */
  void check(Ranges ranges) {
    ranges.between("--jobs", jobs, 0, MOST_JOBS);
  }
}
