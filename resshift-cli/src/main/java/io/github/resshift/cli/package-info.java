/**
 * The command line: one picocli class per command, over the public API of the core. It may depend
 * on every package of the core; nothing depends on it.
 */
package io.github.resshift.cli;
