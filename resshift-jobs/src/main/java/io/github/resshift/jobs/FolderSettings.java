package io.github.resshift.jobs;

import io.github.resshift.jobs.batch.Exclusions;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.Shard;
import java.util.Optional;

/**
 * How many pictures are found and named. Nothing of it changes what is in a result.
 *
 * @param existing what happens where a result is there already
 * @param namePattern names of results in a folder, or empty for those of the inputs
 * @param exclusions what is left out of folders
 * @param shard the part of the work that is this run's, or empty for all of it
 */
public record FolderSettings(
    Existing existing, Optional<String> namePattern, Exclusions exclusions, Optional<Shard> shard) {
  /** Settings of a run that does all of the work. */
  public FolderSettings(Existing existing, Optional<String> namePattern, Exclusions exclusions) {
    this(existing, namePattern, exclusions, Optional.empty());
  }
}
