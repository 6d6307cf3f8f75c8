package io.github.resshift.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a model does with a picture. */
public enum Task {
  /** Enlarges it. */
  SUPER_RESOLUTION,
  /** Fills a hole that a mask marks. */
  INPAINT,
  /** Restores a cropped and aligned face at its own size. */
  FACE;

  /** The spelling in model files and on the screen, such as {@code super-resolution}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The task with this label. */
  static Optional<Task> labelled(String label) {
    return Arrays.stream(values()).filter(task -> task.label().equals(label)).findFirst();
  }
}
