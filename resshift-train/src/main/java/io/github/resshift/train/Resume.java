package io.github.resshift.train;

import java.nio.file.Path;

/** Which checkpoint a run starts from. */
public sealed interface Resume {
  /** The newest one in the folder, or none if there is none. */
  record Latest() implements Resume {}

  /** None; the folder must not hold checkpoints. */
  record Fresh() implements Resume {}

  /** A certain file. */
  record From(Path file) implements Resume {}
}
