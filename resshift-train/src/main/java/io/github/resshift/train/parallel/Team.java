package io.github.resshift.train.parallel;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The processes that train one model together. Every process must make the same calls in the same
 * order; a call returns when all have made it. One thread of each process.
 *
 * <p>Calls throw {@link io.github.resshift.ResShiftException} when another process is gone.
 */
public interface Team extends AutoCloseable {
  /** Number of this process, from 0. */
  int rank();

  /** Number of processes. */
  int size();

  /**
   * Replaces the values by their sum over the processes: the same bits in all of them.
   *
   * @param values dense float32, float64 or int64, of one shape everywhere
   */
  void sum(Tensor values);

  /** Replaces the values by those of process 0; the tensor is as for {@link #sum}. */
  void copyFromFirst(Tensor values);

  /**
   * A way to sum gradients over the processes. All of them must make it at the same place.
   *
   * @param weights leaves; the exchange is good while they and this team are
   */
  default GradientExchange exchange(Iterable<Tensor> weights) {
    return (loss, last) -> {
      loss.backward();
      if (last) {
        Buckets.sumGradients(this, weights);
      }
    };
  }

  /** A libtorch device that {@link #sum} accepts. */
  String device();

  /** Leaves, the first process last. */
  @Override
  void close();

  /** A process by itself: nothing to wait for. */
  static Team alone() {
    return new Alone();
  }

  /** Whether this is the process that writes files and speaks. */
  default boolean isFirst() {
    return rank() == 0;
  }

  /** This process's samples of a batch. */
  default Share share(int batch) {
    return Share.of(batch, rank(), size());
  }

  /** Replaces numbers by their sums over the processes, in float64. */
  default void sum(double[] values) {
    if (size() == 1 || values.length == 0) {
      return;
    }
    try (var scope = Scope.open()) {
      Tensor host =
          torch.empty(
              new long[] {values.length},
              new TensorOptions(ScalarType.Double),
              new MemoryFormatOptional());
      DoublePointer data = new DoublePointer(host.data_ptr_double());
      data.put(values);
      Tensor there = host.to(new Device(device()), ScalarType.Double);
      sum(there);
      host.copy_(there);
      data.get(values);
    }
  }

  /** The sum of a number over the processes, in float64. */
  default double sum(double value) {
    double[] one = {value};
    sum(one);
    return one[0];
  }

  /** Whether any process says so. */
  default boolean any(boolean here) {
    return sum(here ? 1 : 0) > 0;
  }

  /** The number that process 0 has. */
  default long fromFirst(long value) {
    if (size() == 1) {
      return value;
    }
    try (var scope = Scope.open()) {
      Tensor one = Tensors.of(new long[] {value}, 1).to(new Device(device()), ScalarType.Long);
      copyFromFirst(one);
      return Tensors.longs(one)[0];
    }
  }

  /** Waits until all have come here. */
  default void meet() {
    sum(0);
  }
}
