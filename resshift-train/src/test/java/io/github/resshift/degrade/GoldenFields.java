package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Draws that know only named random fields and permutations. */
record GoldenFields(Map<String, Tensor> fields, Map<String, int[]> permutations) implements Draws {
  GoldenFields(Map<String, Tensor> fields) {
    this(fields, Map.of());
  }

  @Override
  public Tensor normal(String name, long... shape) {
    return field(name, shape);
  }

  @Override
  public Tensor poisson(String name, Tensor rates) {
    return field(name, Tensors.shape(rates));
  }

  @Override
  public double uniform(String name, double low, double high) {
    throw new AssertionError(name);
  }

  @Override
  public double[] uniforms(String name, int count, double low, double high) {
    throw new AssertionError(name);
  }

  @Override
  public int integer(String name, int low, int high) {
    throw new AssertionError(name);
  }

  @Override
  public int pick(String name, double... weights) {
    throw new AssertionError(name);
  }

  @Override
  public int[] permutation(String name, int count) {
    assertThat(permutations).containsKey(name);
    assertThat(permutations.get(name)).hasSize(count);
    return permutations.get(name);
  }

  private Tensor field(String name, long[] shape) {
    assertThat(fields).containsKey(name);
    assertThat(Tensors.shape(fields.get(name))).isEqualTo(shape);
    return fields.get(name);
  }
}
