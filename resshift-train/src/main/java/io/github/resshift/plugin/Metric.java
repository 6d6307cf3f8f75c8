package io.github.resshift.plugin;

/**
 * A measure of quality that the user adds: {@code evaluate --metrics NAME} then has it. A provider
 * needs a public constructor without parameters and a line in {@code
 * META-INF/services/io.github.resshift.plugin.Metric}. Several threads call it at a time.
 */
public interface Metric {
  /** Which values are better. */
  enum Better {
    /** Larger ones. */
    HIGHER,
    /** Smaller ones. */
    LOWER,
    /** Neither by itself. */
    NEITHER
  }

  /** The word that asks for it: small letters, digits and hyphens, after a letter. */
  String name();

  /** Which values are better. */
  Better better();

  /** Part of a sentence for reports: colour space, definition, unit, source. */
  String protocol();

  /** Whether it compares with the true picture. */
  default boolean needsTruth() {
    return true;
  }

  /**
   * Measures one picture.
   *
   * @param picture sRGB in [0, 1], multiples of 1/255; borders are cut off already
   * @param truthOrNull the same of the true picture, of the same size; null unless {@link
   *     #needsTruth}
   */
  double of(Colours picture, Colours truthOrNull);
}
