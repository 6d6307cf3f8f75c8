package io.github.resshift.train.parallel;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/**
 * A team over libtorch's process group: Gloo for processors, NCCL for CUDA devices. Process 0 keeps
 * the store through which the others find each other.
 */
final class LibtorchTeam implements Team {
  /** How long a process waits for the others to start. */
  private static final long START_MILLIS = 5 * 60_000L;

  /** The first process may decode photographs or validate for long while the others wait. */
  private static final long WAIT_MILLIS = 60 * 60_000L;

  private static final long LEAVE_MILLIS = 3_000L;

  private final TeamPlace place;
  private final String device;
  private final TCPStore store;
  private final Backend backend;
  private final List<OverlappedExchange> exchanges = new ArrayList<>();
  private boolean broken;

  private LibtorchTeam(TeamPlace place, String device, TCPStore store, Backend backend) {
    this.place = place;
    this.device = device;
    this.store = store;
    this.backend = backend;
  }

  /**
   * Joins the others.
   *
   * @param device a libtorch device name
   * @throws ResShiftException if they do not come
   */
  static LibtorchTeam join(TeamPlace place, String device) {
    Engine.start();
    try {
      TCPStore store = store(place);
      Milliseconds patience = new Milliseconds(WAIT_MILLIS);
      Backend backend =
          device.startsWith("cuda")
              ? Backends.nccl(store, place, patience)
              : Backends.gloo(store, place, patience);
      LibtorchTeam team = new LibtorchTeam(place, device, store, backend);
      team.meet();
      return team;
    } catch (ResShiftException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ResShiftException(
          "Process "
              + place.rank()
              + " of "
              + place.size()
              + " does not find the others through "
              + place.address()
              + ":"
              + place.port()
              + " ("
              + Engine.said(e)
              + "); start all of them with the same MASTER_ADDR and MASTER_PORT.",
          e);
    }
  }

  private static TCPStore store(TeamPlace place) {
    TCPStoreOptions options = new TCPStoreOptions();
    // The field is unsigned, Java's type for it is not.
    options.port((short) place.port());
    options.isServer(place.rank() == 0);
    options.useLibUV(false);
    options.waitWorkers(false);
    options.timeout(new Milliseconds(START_MILLIS));
    return new TCPStore(place.address(), options);
  }

  @Override
  public int rank() {
    return place.rank();
  }

  @Override
  public int size() {
    return place.size();
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public void sum(Tensor values) {
    together(() -> backend.allreduce(new TensorVector(values)));
  }

  @Override
  public void copyFromFirst(Tensor values) {
    together(() -> backend.broadcast(new TensorVector(values)));
  }

  @Override
  public GradientExchange exchange(Iterable<Tensor> weights) {
    OverlappedExchange exchange = OverlappedExchange.over(backend, place, device, weights);
    exchanges.add(exchange);
    return (loss, last) -> {
      try {
        exchange.backward(loss, last);
      } catch (RuntimeException e) {
        throw last && ofTheNetwork(e) ? lost(e) : e;
      }
    };
  }

  private void together(Supplier<Work> work) {
    try (var scope = Scope.open()) {
      work.get()._wait();
    } catch (RuntimeException e) {
      throw lost(e);
    }
  }

  /** A backward pass can fail for reasons of its own; the engine knows one class of errors only. */
  private static boolean ofTheNetwork(RuntimeException e) {
    String said = Engine.said(e).toLowerCase(Locale.ROOT);
    return said.contains("gloo") || said.contains("nccl") || said.contains("connection");
  }

  private ResShiftException lost(RuntimeException e) {
    broken = true;
    return new ResShiftException(
        "Process "
            + place.rank()
            + " of "
            + place.size()
            + " has lost the connection to another one, which has probably ended ("
            + Engine.said(e)
            + "); the last checkpoint stays, and the same command goes on from there.",
        e);
  }

  @Override
  public void close() {
    if (!broken) {
      leave();
    }
    exchanges.forEach(OverlappedExchange::close);
    backend.close();
    store.close();
  }

  /** The store ends with process 0, so it waits until the others need it no more. */
  private void leave() {
    try (var scope = Scope.open()) {
      if (place.rank() > 0) {
        store.add("left/" + place.rank(), 1);
        return;
      }
      StringVector others = new StringVector();
      for (int rank = 1; rank < place.size(); rank++) {
        others.push_back(new org.bytedeco.javacpp.BytePointer("left/" + rank));
      }
      store._wait(others, new Milliseconds(LEAVE_MILLIS));
    } catch (RuntimeException e) {
      // The work is done; one that is gone without a word does not change that.
      broken = true;
    }
  }
}
