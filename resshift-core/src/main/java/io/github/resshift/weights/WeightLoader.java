package io.github.resshift.weights;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Gives a network its weights, from a {@link WeightSource} or freshly initialised, and checks that
 * the two fit: missing, misshapen, unused and non-finite tensors end up in one report. Used by one
 * thread for one network.
 */
public final class WeightLoader {
  private static final int NAMES_IN_REPORT = 6;

  private final WeightSource source;
  private final Generator random;
  private final Placement placement;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private final List<Tensor> derived = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();
  private final List<String> nonFinite = new ArrayList<>();

  private WeightLoader(WeightSource source, Generator random, Placement placement) {
    this.source = source;
    this.random = random;
    this.placement = placement;
  }

  /** Takes weights from a source; the source stays open and may be closed after {@link #finish}. */
  public WeightLoader(WeightSource source, Placement placement) {
    this(source, null, placement);
  }

  /** Makes new weights: the same seed and network give the same values on every machine. */
  public static WeightLoader initialise(long seed, Placement placement) {
    return new WeightLoader(null, torch.make_generator_cpu(seed), placement);
  }

  /** The root of the names. */
  public WeightScope root() {
    return new WeightScope(this, "", placement);
  }

  /**
   * Ends the loading.
   *
   * @return the tensors that the network asked for
   * @throws CheckpointException with the whole report if source and network do not fit
   */
  public Parameters finish() {
    Parameters parameters = new Parameters(weights, buffers, derived);
    List<String> problems = new ArrayList<>();
    describe(problems, "missing", missing);
    describe(problems, "with another shape than the network's", misshapen);
    describe(problems, "with NaN or infinite values", nonFinite);
    if (source != null) {
      describe(
          problems,
          "that the network does not have",
          source.names().stream()
              .filter(name -> !weights.containsKey(name) && !buffers.containsKey(name))
              .toList());
    }
    if (!problems.isEmpty()) {
      parameters.close();
      throw new CheckpointException(
          source.origin()
              + " does not fit the network: "
              + String.join("; ", problems)
              + ". Use the weights that belong to this model description.");
    }
    return parameters;
  }

  Tensor weight(String name, Init init, long[] shape, Placement at) {
    if (weights.containsKey(name) || buffers.containsKey(name)) {
      throw new IllegalStateException("the network asks twice for " + name);
    }
    try (var scope = Scope.open()) {
      Tensor tensor = Scope.own(place(load(name, init, shape), at));
      if (at.trainable()) {
        tensor.requires_grad_(true);
      }
      weights.put(name, tensor);
      return tensor;
    }
  }

  Tensor buffer(String name, Supplier<Tensor> computed) {
    try (var scope = Scope.open()) {
      Tensor constant = computed.get();
      Tensor tensor = Scope.own(constant.to(placement.handle(), constant.scalar_type()));
      if (source != null && source.names().contains(name)) {
        checkShape(name, source.info(name).shape(), Tensors.shape(tensor));
      }
      buffers.put(name, tensor);
      return tensor;
    }
  }

  Tensor derived(Tensor tensor) {
    Tensor owned = Scope.own(tensor);
    derived.add(owned);
    return owned;
  }

  private Tensor load(String name, Init init, long[] shape) {
    if (source == null) {
      Tensor fresh =
          torch.empty(shape, new TensorOptions(ScalarType.Float), new MemoryFormatOptional());
      init.fill(fresh, random);
      return fresh;
    }
    if (!source.names().contains(name)) {
      missing.add(name);
      return torch.zeros(shape, new TensorOptions(ScalarType.Float));
    }
    if (!checkShape(name, source.info(name).shape(), shape)) {
      return torch.zeros(shape, new TensorOptions(ScalarType.Float));
    }
    Tensor stored = source.tensor(name);
    if (!stored.is_floating_point()) {
      misshapen.add(name + " (not a floating type)");
      return torch.zeros(shape, new TensorOptions(ScalarType.Float));
    }
    if (Tensors.item(torch.isfinite(stored).all()) == 0) {
      nonFinite.add(name);
    }
    return stored;
  }

  private static Tensor place(Tensor tensor, Placement placement) {
    try (var guard = new NoGradGuard()) {
      Tensor placed = tensor.to(placement.handle(), placement.dtype());
      if (placement.channelsLast() && placed.dim() == 4) {
        placed = placed.contiguous(MemoryFormat.ChannelsLast);
      } else {
        placed = placed.contiguous();
      }
      // A weight must not alias the mapped file: training writes to it, and page faults belong to
      // loading.
      return placed.data_ptr().equals(tensor.data_ptr()) ? placed.clone() : placed;
    }
  }

  private boolean checkShape(String name, long[] actual, long[] expected) {
    if (Arrays.equals(actual, expected)) {
      return true;
    }
    misshapen.add(
        name + " (" + Arrays.toString(actual) + ", expected " + Arrays.toString(expected) + ")");
    return false;
  }

  private static void describe(List<String> problems, String what, List<String> names) {
    if (!names.isEmpty()) {
      String more =
          names.size() > NAMES_IN_REPORT
              ? " and " + (names.size() - NAMES_IN_REPORT) + " more"
              : "";
      problems.add(
          names.size()
              + (names.size() == 1 ? " tensor " : " tensors ")
              + what
              + ": "
              + names.stream().limit(NAMES_IN_REPORT).collect(Collectors.joining(", "))
              + more);
    }
  }
}
