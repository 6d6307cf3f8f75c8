package io.github.resshift.jobs;

import io.github.resshift.catalog.Task;
import io.github.resshift.face.FaceSearch;
import io.github.resshift.restore.Box;
import java.util.List;
import java.util.Optional;

/**
 * Which faces are to be restored.
 *
 * @param mode where they are, if there are no boxes
 * @param boxes faces that the user named
 * @param search which ones are looked for
 */
public record FaceSettings(FaceMode mode, List<Box> boxes, FaceSearch search) implements Treatment {
  /** Copies the list. */
  public FaceSettings {
    boxes = List.copyOf(boxes);
  }

  @Override
  public Task task() {
    return Task.FACE;
  }

  @Override
  public Optional<String> word() {
    return Optional.of("restored");
  }
}
