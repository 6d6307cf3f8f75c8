package io.github.resshift.cli;

import java.util.Locale;

/** The values of {@code --tiling}. */
enum TilingChoice {
  /** All tiles take each step together, so that no seams arise. */
  GLOBAL,
  /** Each tile runs by itself and results are averaged, as published. */
  PUBLISHED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
