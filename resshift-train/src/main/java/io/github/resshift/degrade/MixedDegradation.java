package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * Several ways to damage pictures, of which each call draws one. The choice is the first decision
 * of the draws, so that it depends on the seed and the number of the sample alone. Immutable and
 * thread-safe.
 */
final class MixedDegradation implements Degradation {
  /** Shares are written with few digits: thirds as 0.333 are meant to be complete. */
  private static final double ROUNDING = 0.002;

  private final List<Part> parts;
  private final double[] shares;

  /**
   * One of the ways.
   *
   * @param share how often it is drawn, above 0 and at most 1
   * @param degradation what it does
   */
  public record Part(double share, Degradation degradation) {
    /** Refuses shares that are none. */
    public Part {
      if (!(share > 0 && share <= 1)) {
        throw new ResShiftException("A share must be above 0 and at most 1, not " + share + ".");
      }
    }
  }

  /**
   * A mixture.
   *
   * @throws ResShiftException if there are no parts, the shares do not add up to 1, or the results
   *     of the parts differ in size
   */
  public MixedDegradation(List<Part> parts) {
    if (parts.isEmpty()) {
      throw new ResShiftException("A mixture of degradations needs at least one part.");
    }
    this.parts = List.copyOf(parts);
    this.shares = parts.stream().mapToDouble(Part::share).toArray();
    double sum = parts.stream().mapToDouble(Part::share).sum();
    if (Math.abs(sum - 1) > ROUNDING) {
      throw new ResShiftException(
          "The shares of a mixture of degradations must add up to 1; these add up to "
              + Math.round(sum * 1e4) / 1e4
              + ".");
    }
    for (Part part : parts) {
      if (part.degradation().masked() != masked()) {
        throw new ResShiftException(
            "A mixture of degradations either has a mask in every part or in none.");
      }
      if (part.degradation().scale() != scale()) {
        throw new ResShiftException(
            "The parts of a mixture of degradations must have one scale, not "
                + scale()
                + " and "
                + part.degradation().scale()
                + ".");
      }
    }
  }

  @Override
  public int scale() {
    return parts.get(0).degradation().scale();
  }

  @Override
  public boolean masked() {
    return parts.get(0).degradation().masked();
  }

  @Override
  public Object settings() {
    return Map.of(
        "kind",
        "mix",
        "parts",
        parts.stream()
            .map(part -> Map.of("share", part.share(), "of", part.degradation().settings()))
            .toList());
  }

  @Override
  public String describedFormerly() {
    return parts.stream()
        .map(part -> part.share() + " " + part.degradation().describedFormerly())
        .collect(Collectors.joining("; ", "mix of ", ""));
  }

  @Override
  public Pair degrade(Tensor gt, Draws draws) {
    return parts.get(draws.pick("recipe", shares)).degradation().degrade(gt, draws);
  }
}
