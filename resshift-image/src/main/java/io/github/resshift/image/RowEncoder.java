package io.github.resshift.image;

import java.io.IOException;

/** Writes one picture file row by row. Used by one thread; the stream below stays the caller's. */
interface RowEncoder {
  /** Writes the next rows, of the shape that the encoder was made for. */
  void rows(Picture band) throws IOException;

  /** Writes what comes behind the last row. */
  void finish() throws IOException;
}
