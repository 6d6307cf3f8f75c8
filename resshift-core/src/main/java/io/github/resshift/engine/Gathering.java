package io.github.resshift.engine;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Lets threads that work on pictures of their own call a network together: a call waits until every
 * thread at work waits in one, then those of equal sizes become one call with all their samples. A
 * thread that is alone waits for nobody. Thread-safe.
 *
 * <pre>
 *   thread 1  encode | call .................. step | call ...
 *   thread 2    encode ......... | call         step | call ...
 *                                  ^ both together     ^
 * </pre>
 */
final class Gathering {
  private final int most;
  private final List<Call> waiting = new ArrayList<>();
  private int atWork;

  /** Something that is called: samples of all inputs in, samples of all outputs out. */
  @FunctionalInterface
  interface Body {
    /**
     * Runs once.
     *
     * @param inputs each with the samples in its first dimension, or null
     * @param steps of each sample, or empty
     * @return the same for the outputs
     */
    Tensor[] run(Tensor[] inputs, long[] steps);
  }

  private static final class Call {
    private final List<Object> kind;
    private final Tensor[] inputs;
    private final long[] steps;
    private final Body body;
    private Tensor[] outputs;
    private Throwable failure;
    private boolean done;

    Call(String name, Tensor[] inputs, long[] steps, Body body) {
      List<Object> kind = new ArrayList<>(List.of(name));
      for (Tensor input : inputs) {
        kind.add(input == null ? List.of() : sizes(input));
      }
      this.kind = kind;
      this.inputs = inputs;
      this.steps = steps;
      this.body = body;
    }

    private static List<Long> sizes(Tensor input) {
      return Arrays.stream(Tensors.shape(input)).boxed().toList();
    }
  }

  /**
   * A gathering.
   *
   * @param most samples of a call, where each picture gives one; 1: every call by itself
   */
  Gathering(int most) {
    this.most = most;
  }

  /** Tells that this thread will make calls, until {@link #leave}. */
  synchronized void enter() {
    atWork++;
  }

  /** Tells that this thread makes no more of them. */
  synchronized void leave() {
    atWork--;
    notifyAll();
  }

  /**
   * Runs a body for this thread's inputs, perhaps with those of others.
   *
   * @param name of the body; calls of one name have the same
   * @param inputs of one sample each, or null
   * @return the outputs, in the open scope
   */
  Tensor[] call(String name, Tensor[] inputs, long[] steps, Body body) {
    if (most == 1) {
      return body.run(inputs, steps);
    }
    Call call = new Call(name, inputs, steps, body);
    List<Call> all = await(call);
    if (!all.isEmpty()) {
      lead(all);
    }
    if (call.failure instanceof Error error) {
      throw error;
    }
    if (call.failure != null) {
      throw (RuntimeException) call.failure;
    }
    return Stream.of(call.outputs)
        .map(output -> output == null ? null : Scope.adopt(output))
        .toArray(Tensor[]::new);
  }

  /** Waits until somebody has made the call; or returns all calls, which are then this thread's. */
  private synchronized List<Call> await(Call call) {
    waiting.add(call);
    notifyAll();
    boolean interrupted = false;
    try {
      while (!call.done) {
        if (waiting.contains(call) && waiting.size() >= Math.min(atWork, most)) {
          List<Call> all = List.copyOf(waiting);
          waiting.clear();
          return all;
        }
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true; // the others need this thread's call to end as well
        }
      }
      return List.of();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void lead(List<Call> all) {
    Map<List<Object>, List<Call>> kinds = new LinkedHashMap<>();
    all.forEach(call -> kinds.computeIfAbsent(call.kind, kind -> new ArrayList<>()).add(call));
    try {
      for (List<Call> equal : kinds.values()) {
        for (int from = 0; from < equal.size(); from += most) {
          together(equal.subList(from, Math.min(equal.size(), from + most)));
        }
      }
    } finally {
      synchronized (this) {
        all.forEach(call -> call.done = true);
        notifyAll();
      }
    }
  }

  private static void together(List<Call> calls) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Call first = calls.get(0);
      Tensor[] inputs = new Tensor[first.inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = joined(calls, i);
      }
      long[] steps = calls.stream().flatMapToLong(call -> Arrays.stream(call.steps)).toArray();
      Tensor[] outputs = first.body.run(inputs, steps);
      for (int n = 0; n < calls.size(); n++) {
        int at = n;
        calls.get(n).outputs =
            Stream.of(outputs)
                .map(output -> output == null ? null : Scope.own(output.narrow(0, at, 1)))
                .toArray(Tensor[]::new);
      }
    } catch (RuntimeException | Error e) {
      calls.forEach(call -> call.failure = e);
    }
  }

  private static Tensor joined(List<Call> calls, int input) {
    if (calls.get(0).inputs[input] == null || calls.size() == 1) {
      return calls.get(0).inputs[input];
    }
    TensorVector all = new TensorVector();
    calls.forEach(call -> all.push_back(call.inputs[input]));
    return torch.cat(all, 0);
  }
}
