package io.github.resshift.train;

import io.github.resshift.Internal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A configuration of a training run. */
public interface TrainingTask {
  /** How it is trained. */
  @Internal
  TrainSettings settings();

  /** Folders and lists of photographs that it names; none if it does not. */
  List<Path> photographs();

  /** Sentences about keys that have no effect. */
  List<String> warnings();

  /**
   * Opens what is trained.
   *
   * @param parts takes what is to be closed with the run
   * @throws io.github.resshift.ResShiftException for settings or weights that cannot be used
   */
  @Internal
  Trainee open(Site site, Opened parts) throws IOException;
}
