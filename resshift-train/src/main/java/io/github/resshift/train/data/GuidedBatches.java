package io.github.resshift.train.data;

import io.github.resshift.model.Guide;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.TensorSum;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Batches of another source with what a frozen guide says of them. One thread at a time; closing it
 * closes the source, the guide is the caller's.
 */
public final class GuidedBatches implements BatchSource {
  private final BatchSource source;
  private final Guide guide;
  private final int after;
  private final Placement placement;

  /**
   * A view of a source.
   *
   * @param after number of the guide's blocks that the features have passed
   * @param placement of the guide
   */
  public GuidedBatches(BatchSource source, Guide guide, int after, Placement placement) {
    this.source = source;
    this.guide = guide;
    this.after = after;
    this.placement = placement;
  }

  @Override
  public Batch batch(long iteration) {
    Batch pairs = source.batch(iteration);
    try (var guard = new NoGradGuard()) {
      Tensor lq = pairs.lq().to(placement.handle(), placement.dtype());
      Guide.Result result = guide.run(lq, after);
      Tensor picture = result.picture();
      return new Batch(
          pairs.gt(),
          pairs.lq(),
          pairs.mask(),
          host(result.features(), ScalarType.BFloat16),
          picture == null ? null : host(picture, ScalarType.Float));
    }
  }

  private static Tensor host(Tensor tensor, ScalarType type) {
    return Scope.keep(() -> tensor.to(Placement.cpu().handle(), type).contiguous());
  }

  @Override
  public String digest() {
    return "%s, guide %s after %d"
        .formatted(source.digest(), TensorSum.of(Map.of(), guide.parameters().weights()), after);
  }

  @Override
  public void close() {
    source.close();
  }
}
