package io.github.resshift.train.parallel;

import io.github.resshift.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.BoolVector;
import org.bytedeco.pytorch.ProcessGroup;
import org.bytedeco.pytorch.Reducer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.SizeTStringMap;
import org.bytedeco.pytorch.SizeTVector;
import org.bytedeco.pytorch.SizeTVectorVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * libtorch's reducer: gradients travel in buckets, each as soon as the backward pass has the last
 * of it, while the pass goes on with the layers before. Gradients come from the last layer to the
 * first, so buckets are filled in that order.
 */
final class OverlappedExchange implements GradientExchange, AutoCloseable {
  /**
   * The last bucket has nothing to hide behind, so it is small; smaller ones cost more messages.
   */
  private static final long BYTES = 8L << 20;

  private final int size;
  private final Reducer reducer;

  private OverlappedExchange(int size, Reducer reducer) {
    this.size = size;
    this.reducer = reducer;
  }

  /**
   * An exchange, made by all processes at the same place of their work.
   *
   * @param backend of {@code device}; the caller's
   */
  static OverlappedExchange over(
      Backend backend, TeamPlace place, String device, Iterable<Tensor> weights) {
    boolean cuda = device.startsWith("cuda");
    try (var scope = Scope.open()) {
      ProcessGroup group = new ProcessGroup(place.rank(), place.size());
      ProcessGroup.BackendType type =
          cuda ? ProcessGroup.BackendType.NCCL : ProcessGroup.BackendType.GLOO;
      group.setBackend(cuda ? DeviceType.CUDA : DeviceType.CPU, type, new BackendOptional(backend));
      group.setDefaultBackend(type);
      List<Tensor> all = new ArrayList<>();
      // Frozen weights have no gradient that others wait for.
      weights.forEach(
          weight -> {
            if (weight.requires_grad()) {
              all.add(weight);
            }
          });
      // Looking for weights without a gradient warns when there are none; this one never has any.
      all.add(
          torch.zeros_like(all.get(0).detach().reshape(-1).narrow(0, 0, 1)).requires_grad_(true));
      Reducer reducer =
          new Reducer(
              new TensorVector(all.toArray(new Tensor[0])),
              buckets(all),
              group,
              new BoolVector(new boolean[all.size()]),
              BYTES,
              true,
              true,
              new SizeTStringMap(),
              BYTES,
              true,
              false);
      reducer.retainReference();
      scope.detach(reducer);
      return new OverlappedExchange(place.size(), reducer);
    }
  }

  /** Numbers of the weights, from the last to the first, as many to a bucket as fit. */
  private static SizeTVectorVector buckets(List<Tensor> weights) {
    SizeTVectorVector buckets = new SizeTVectorVector();
    SizeTVector bucket = new SizeTVector();
    long bytes = 0;
    for (int i = weights.size() - 1; i >= 0; i--) {
      long more = weights.get(i).nbytes();
      if (bytes > 0 && bytes + more > BYTES) {
        buckets.push_back(bucket);
        bucket = new SizeTVector();
        bytes = 0;
      }
      bucket.push_back(i);
      bytes += more;
    }
    buckets.push_back(bucket);
    return buckets;
  }

  @Override
  public void backward(Tensor loss, boolean last) {
    // The reducer makes means of the processes.
    Tensor scaled = loss.mul(new Scalar((double) size));
    if (last) {
      reducer.prepare_for_backward(new TensorVector(scaled));
    }
    scaled.backward();
  }

  @Override
  public void close() {
    reducer.close();
  }
}
