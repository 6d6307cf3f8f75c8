package io.github.resshift.jobs;

/** Where the faces of a picture are. */
public enum FaceMode {
  /** A picture of the size of an aligned crop is one; in all others faces are searched. */
  AUTO,
  /** Faces are searched. */
  FIND,
  /** Every picture is one aligned crop. */
  ALIGNED
}
