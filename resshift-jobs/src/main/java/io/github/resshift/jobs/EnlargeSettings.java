package io.github.resshift.jobs;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.restore.Enlarger;
import io.github.resshift.restore.TargetSize;
import java.util.Optional;

/**
 * What becomes of the model's result.
 *
 * @param result size, colours and consistency
 * @param samples number of draws; 1 for a single result
 * @param faces faces that are laid over it; only a single result can have them
 */
public record EnlargeSettings(Enlarger.Settings result, int samples, Optional<OverlaidFaces> faces)
    implements Treatment {
  /** A result without faces laid over. */
  public EnlargeSettings(Enlarger.Settings result, int samples) {
    this(result, samples, Optional.empty());
  }

  @Override
  public Task task() {
    return Task.SUPER_RESOLUTION;
  }

  @Override
  public TargetSize size() {
    return result.size();
  }

  @Override
  public void check(PictureHeader input, ModelFacts model) {
    result.passes(input.width(), input.height(), model.scale(), model.name());
  }

  @Override
  public Optional<String> word() {
    return size() instanceof TargetSize.Within ? Optional.of("large") : Optional.empty();
  }
}
