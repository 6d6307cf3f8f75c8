/**
 * Measurements of speed and memory (docs/benchmarks.md): each is a command of {@link
 * io.github.resshift.bench.Main} that makes tables with the facts about the machine.
 */
package io.github.resshift.bench;
