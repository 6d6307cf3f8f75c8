package io.github.resshift.jobs;

import io.github.resshift.restore.Box;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is to be filled.
 *
 * @param mask a file whose bright part is the hole
 * @param alpha whether the hole is what is not opaque
 * @param boxes more holes
 * @param dilate pixels by which the hole grows
 * @param feather pixels of the soft rim
 */
public record InpaintSettings(
    Optional<Path> mask, boolean alpha, List<Box> boxes, int dilate, int feather) {
  /** Copies the list. */
  public InpaintSettings {
    boxes = List.copyOf(boxes);
  }
}
