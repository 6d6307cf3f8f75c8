package io.github.resshift.jobs;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.PictureReader;
import io.github.resshift.restore.Box;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    Optional<Path> mask, boolean alpha, List<Box> boxes, int dilate, int feather)
    implements Treatment {
  /** Copies the list. */
  public InpaintSettings {
    boxes = List.copyOf(boxes);
  }

  @Override
  public Task task() {
    return Task.INPAINT;
  }

  @Override
  public void check(PictureHeader input, ModelFacts model) {
    if (mask.isEmpty()) {
      return;
    }
    PictureHeader hole = new PictureReader().header(mask.get());
    if (hole.width() != input.width() || hole.height() != input.height()) {
      throw new ResShiftException(
          String.format(
              Locale.ROOT,
              "The mask is %dx%d, but the picture is %dx%d; both must have the same size.",
              hole.width(),
              hole.height(),
              input.width(),
              input.height()));
    }
  }

  @Override
  public Optional<String> word() {
    return Optional.of("filled");
  }
}
