package io.github.resshift.cli;

/** The values of {@code --tiling}. */
enum TilingChoice {
  /** All tiles take each step together, so that no seams arise. */
  GLOBAL,
  /** Each tile runs by itself and results are averaged, as published. */
  PUBLISHED;
}
