package io.github.resshift.jobs.batch;

import java.nio.file.Path;

/** Gives results in a folder their names. Stateless. */
@FunctionalInterface
public interface Naming {
  /**
   * The name of a result.
   *
   * @param source the picture's name
   * @param index its place in the run, from 1
   * @param suffix of the result's format, without a dot
   */
  String name(Path source, int index, String suffix);

  /** The source's name with the new suffix. */
  static Naming likeSource() {
    return (source, index, suffix) -> PictureNames.stem(source) + "." + suffix;
  }
}
