/**
 * The command line: one picocli class per command, over the public API of the core. It may depend
 * on every package of the core; nothing depends on it.
 */
@Internal
package io.github.resshift.cli;

import io.github.resshift.Internal;
