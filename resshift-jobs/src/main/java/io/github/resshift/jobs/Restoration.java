package io.github.resshift.jobs;

import io.github.resshift.image.Picture;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.Restorer;

/** What the network does to one picture. */
@FunctionalInterface
interface Restoration extends AutoCloseable {
  /** The model's result as it is; a large one is written while it is computed. */
  Restoration PLAIN = (restorer, picture, listener, aside) -> restorer.restore(picture, listener);

  /** Restores {@code picture}; {@code aside} takes what else there is to say and to write. */
  Picture run(Restorer restorer, Picture picture, RestoreListener listener, Aside aside);

  /** Closes what it has opened beside the restorer. */
  @Override
  default void close() {}
}
