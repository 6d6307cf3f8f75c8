package io.github.resshift.cli.report;

import org.bytedeco.pytorch.Tensor;

/**
 * A measure as a report shows it; thread-safe.
 *
 * @param name the word that asks for it
 * @param better which way is better
 * @param needsTruth whether it compares with the true picture
 * @param protocol one sentence part: colour space, definition, versions
 * @param function the measure
 */
public record Measure(
    String name, Better better, boolean needsTruth, String protocol, Function function) {
  /** Which values are better. */
  public enum Better {
    /** Larger ones. */
    HIGHER("↑"),
    /** Smaller ones. */
    LOWER("↓"),
    /** Neither by itself. */
    NEITHER("");

    private final String arrow;

    Better(String arrow) {
      this.arrow = arrow;
    }

    /** An arrow for headings, or nothing. */
    public String arrow() {
      return arrow;
    }
  }

  /** Computes the measure. */
  @FunctionalInterface
  public interface Function {
    /**
     * Measures one picture.
     *
     * @param picture [1, 3, h, w] in [0, 1]
     * @param truth the same, or null where no truth is needed
     * @param border pixels that are cut from every side first
     * @throws IllegalArgumentException for a picture that it is not defined for
     */
    double of(Tensor picture, Tensor truth, int border);
  }
}
