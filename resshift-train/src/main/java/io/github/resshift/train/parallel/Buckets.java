package io.github.resshift.train.parallel;

import io.github.resshift.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Many small tensors through few exchanges: each exchange takes a flat copy of as many tensors as
 * fit into a bucket, and the result goes back into them.
 */
public final class Buckets {
  /** Large enough that the exchange is bound by its bytes and not by the number of messages. */
  private static final long BYTES = 32L << 20;

  private Buckets() {}

  /** Sums the gradients of the weights over the processes; weights without one are passed over. */
  public static void sumGradients(Team team, Iterable<Tensor> weights) {
    if (team.size() == 1) {
      return;
    }
    try (var scope = Scope.open()) {
      List<Tensor> gradients = new ArrayList<>();
      for (Tensor weight : weights) {
        Tensor gradient = weight.grad();
        if (gradient.defined()) {
          gradients.add(gradient);
        }
      }
      exchange(gradients, team::sum);
    }
  }

  /** Gives every process the values that process 0 has. */
  public static void copyFromFirst(Team team, Iterable<Tensor> tensors) {
    if (team.size() == 1) {
      return;
    }
    List<Tensor> all = new ArrayList<>();
    tensors.forEach(all::add);
    exchange(all, team::copyFromFirst);
  }

  private static void exchange(List<Tensor> tensors, Consumer<Tensor> operation) {
    int from = 0;
    while (from < tensors.size()) {
      int to = from + 1;
      long bytes = tensors.get(from).nbytes();
      while (to < tensors.size()
          && type(tensors.get(to)) == type(tensors.get(from))
          && bytes + tensors.get(to).nbytes() <= BYTES) {
        bytes += tensors.get(to).nbytes();
        to++;
      }
      bucket(tensors.subList(from, to), operation);
      from = to;
    }
  }

  /** The binding makes a new object of the enumeration in every call. */
  private static ScalarType type(Tensor tensor) {
    return tensor.scalar_type().intern();
  }

  private static void bucket(List<Tensor> tensors, Consumer<Tensor> operation) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      TensorVector rows = new TensorVector();
      for (Tensor tensor : tensors) {
        rows.push_back(tensor.detach().reshape(-1));
      }
      Tensor flat = torch.cat(rows, 0);
      operation.accept(flat);
      long at = 0;
      for (Tensor tensor : tensors) {
        tensor.copy_(flat.narrow(0, at, tensor.numel()).view_as(tensor));
        at += tensor.numel();
      }
    }
  }
}
