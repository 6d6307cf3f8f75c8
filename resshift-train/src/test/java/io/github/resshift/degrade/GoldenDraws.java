package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Safetensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Gives the draws of a golden file in their order and checks that the same ones are asked for. */
final class GoldenDraws implements Draws {
  private static final Set<String> SCALARS =
      Set.of(
          "random.random",
          "random.uniform",
          "random.choice",
          "random.choices",
          "random.randint",
          "np.uniform",
          "np.choice",
          "np.randint",
          "np.random",
          "tensor.uniform",
          "torch.randperm");

  private final List<JsonNode> events = new ArrayList<>();
  private final Safetensors file;
  private JsonNode noise;
  private int position;

  /**
   * @param events the list of events or draws
   * @param file where the fields are
   */
  GoldenDraws(JsonNode events, Safetensors file) {
    for (JsonNode event : events) {
      String op = event.get("op").asText();
      if (SCALARS.contains(op)
          || op.startsWith("adjust_")
          || event.has("draws")
          || event.has("tensor")) {
        this.events.add(event);
      }
    }
    this.file = file;
  }

  /** Fails if something was drawn in the golden run that nobody asked for. */
  void requireAllUsed() {
    assertThat(events.subList(position, events.size())).isEmpty();
  }

  @Override
  public double uniform(String name, double low, double high) {
    JsonNode event = next(name);
    if (event.has("factor")) {
      assertThat(event.get("op").asText()).isEqualTo("adjust_" + name);
      return event.get("factor").asDouble();
    }
    if (event.has("low")) {
      assertThat(low).as(name).isCloseTo(event.get("low").asDouble(), within(1e-12));
      assertThat(high).as(name).isCloseTo(event.get("high").asDouble(), within(1e-12));
    }
    return event.get("value").asDouble();
  }

  @Override
  public double[] uniforms(String name, int count, double low, double high) {
    double[] values = new double[count];
    if (name.equals("strength") || name.equals("gray")) {
      if (name.equals("strength")) {
        noise = next(name);
      }
      String tensor = name.equals("strength") ? "uniform_strength" : "uniform_gray";
      float[] stored = field(tensor);
      for (int i = 0; i < count; i++) {
        values[i] = stored[i];
      }
      return values;
    }
    JsonNode value = next(name).get("value");
    for (int i = 0; i < count; i++) {
      values[i] = value.get(i).asDouble();
    }
    return values;
  }

  @Override
  public int integer(String name, int low, int high) {
    JsonNode event = next(name);
    int top =
        event.has("high_inclusive")
            ? event.get("high_inclusive").asInt()
            : event.get("high_exclusive").asInt() - 1;
    assertThat(low).as(name).isEqualTo(event.get("low").asInt());
    assertThat(high).as(name).isEqualTo(top);
    return event.get("value").asInt();
  }

  @Override
  public int pick(String name, double... weights) {
    JsonNode event = next(name);
    if (!event.has("options")) {
      assertThat(weights).as(name).hasSize(event.get("n").asInt());
      return event.get("value").asInt();
    }
    assertThat(weights).as(name).hasSize(event.get("options").size());
    for (int i = 0; i < weights.length; i++) {
      if (event.has("weights")) {
        assertThat(weights[i]).as(name).isEqualTo(event.get("weights").get(i).asDouble());
      }
    }
    for (int i = 0; i < weights.length; i++) {
      if (event.get("options").get(i).equals(event.get("value"))) {
        return i;
      }
    }
    throw new AssertionError(name + ": the value is not among the options: " + event);
  }

  @Override
  public int[] permutation(String name, int count) {
    JsonNode value = next(name).get("value");
    assertThat(value).as(name).hasSize(count);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = value.get(i).asInt();
    }
    return order;
  }

  @Override
  public Tensor normal(String name, long... shape) {
    Tensor field = noise != null && noise.has("draws") ? tensor(name) : loose(name);
    return Scope.keep(() -> field.clone().view(shape));
  }

  @Override
  public Tensor poisson(String name, Tensor rates) {
    return Scope.keep(() -> tensor(name).clone().view(Tensors.shape(rates)));
  }

  private Tensor loose(String name) {
    return file.tensor(next(name).get("tensor").asText());
  }

  private Tensor tensor(String name) {
    JsonNode stored = noise.get("draws").get(name);
    assertThat(stored).as("the golden run drew no " + name + ": " + noise).isNotNull();
    return file.tensor(stored.asText());
  }

  private float[] field(String name) {
    return Tensors.floats(tensor(name));
  }

  private JsonNode next(String name) {
    assertThat(position).as("the golden run drew no " + name).isLessThan(events.size());
    return events.get(position++);
  }
}
