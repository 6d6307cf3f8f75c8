package io.github.resshift.catalog;

/** Hears how far a download is. Called from the thread that downloads. */
public interface ProgressListener {
  /** A listener that hears nothing. */
  ProgressListener NONE = new ProgressListener() {};

  /**
   * Some bytes are there.
   *
   * @param file name of the file
   * @param done bytes on disk, those of an earlier attempt included
   * @param total bytes of the whole file, or -1 where the server does not say
   */
  default void progress(String file, long done, long total) {}

  /** Whether to stop; what is there is kept for a later attempt. */
  default boolean cancelled() {
    return false;
  }
}
