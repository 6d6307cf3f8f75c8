package io.github.resshift.jobs.batch;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Limits;
import io.github.resshift.image.PictureReader;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a file can give a result at all, for plans. Stateless. */
public final class Readability {
  private static final PictureReader READER = new PictureReader(new Limits(Long.MAX_VALUE));

  private Readability() {}

  /**
   * Why a file cannot be read as a picture, as a sentence; empty if its header can. Where the
   * header is no help the whole picture is read, so that none is given up too early.
   */
  public static Optional<String> problem(Path file) {
    try {
      READER.header(file);
      return Optional.empty();
    } catch (ResShiftException e) {
      return whole(file);
    }
  }

  private static Optional<String> whole(Path file) {
    try {
      READER.load(file, note -> {});
      return Optional.empty();
    } catch (ResShiftException e) {
      return Optional.of(e.getMessage());
    }
  }
}
