package io.github.resshift.spark;

import java.io.Serializable;

/**
 * A file that may be a picture, as a listing has it.
 *
 * @param path its whole address
 * @param place below the output folder, with slashes, still with the input's suffix
 * @param length in bytes
 * @param modified milliseconds since 1970
 * @param input number of the input that it was found by; the first comes first where names clash
 */
record Source(String path, String place, long length, long modified, int input)
    implements Serializable {
  /** The name of the result below the output folder. */
  String target(String suffix) {
    int dot = place.lastIndexOf('.');
    String stem = dot > place.lastIndexOf('/') + 1 ? place.substring(0, dot) : place;
    return stem + "." + suffix;
  }
}
