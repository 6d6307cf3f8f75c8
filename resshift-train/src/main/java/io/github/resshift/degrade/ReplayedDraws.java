package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Gives the decisions of a record again, and refuses a run that asks for others. */
final class ReplayedDraws implements Draws {
  private final DrawRecord record;
  private int position;

  ReplayedDraws(DrawRecord record) {
    this.record = record;
  }

  @Override
  public double uniform(String name, double low, double high) {
    return single(name);
  }

  @Override
  public double[] uniforms(String name, int count, double low, double high) {
    double[] values = next(name, DrawRecord.Kind.VALUES).values();
    requireCount(name, values, count);
    return values.clone();
  }

  @Override
  public int integer(String name, int low, int high) {
    return (int) single(name);
  }

  @Override
  public int pick(String name, double... weights) {
    int index = (int) single(name);
    if (index >= weights.length) {
      throw new ResShiftException(
          "The record picks number "
              + index
              + " for '"
              + name
              + "', but there are only "
              + weights.length
              + "; replay it with the recipe that it was made with.");
    }
    return index;
  }

  @Override
  public int[] permutation(String name, int count) {
    double[] values = next(name, DrawRecord.Kind.VALUES).values();
    requireCount(name, values, count);
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  @Override
  public Tensor normal(String name, long... shape) {
    next(name, DrawRecord.Kind.FIELD);
    return SeededDraws.normalField(SeededDraws.key(record.seed(), position - 1), shape);
  }

  @Override
  public Tensor poisson(String name, Tensor rates) {
    next(name, DrawRecord.Kind.FIELD);
    return SeededDraws.poissonField(SeededDraws.key(record.seed(), position - 1), rates);
  }

  private double single(String name) {
    double[] values = next(name, DrawRecord.Kind.VALUES).values();
    requireCount(name, values, 1);
    return values[0];
  }

  private DrawRecord.Entry next(String name, DrawRecord.Kind kind) {
    String found =
        position < record.entries().size() ? record.entries().get(position).name() : "its end";
    if (!found.equals(name) || record.entries().get(position).kind() != kind) {
      throw new ResShiftException(
          "The record of draws has "
              + found
              + " at place "
              + position
              + " where '"
              + name
              + "' is needed; replay it with the recipe that it was made with.");
    }
    return record.entries().get(position++);
  }

  private static void requireCount(String name, double[] values, int count) {
    if (values.length != count) {
      throw new ResShiftException(
          "The record of draws has "
              + values.length
              + " values for '"
              + name
              + "' where "
              + count
              + " are needed; replay it with the recipe that it was made with.");
    }
  }
}
