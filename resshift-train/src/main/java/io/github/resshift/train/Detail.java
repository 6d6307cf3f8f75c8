package io.github.resshift.train;

import java.util.Map;
import java.util.Optional;

/** What is told of iterations besides losses and gradients. Immutable. */
public interface Detail {
  /** This and what a later iteration told, as one. */
  Detail plus(Detail later);

  /** Values by the name of the curve on which they are points. */
  Map<String, Double> curves();

  /** The same in a few words for a line of progress. */
  String words();

  /** What has just happened and is worth a line of its own. */
  default Optional<String> event() {
    return Optional.empty();
  }
}
