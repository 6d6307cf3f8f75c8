package io.github.resshift.jobs;

import io.github.resshift.catalog.Task;
import io.github.resshift.restore.Box;
import java.util.List;
import java.util.Optional;

/**
 * Which faces are to be restored.
 *
 * @param boxes faces in whole photographs; none if every picture is an aligned crop
 */
public record FaceSettings(List<Box> boxes) implements Treatment {
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
