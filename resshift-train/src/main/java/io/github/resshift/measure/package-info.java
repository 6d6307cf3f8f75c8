/**
 * Measuring speed and memory: counted operations, the machine's own peak, passes with made-up
 * weights, tables. What {@code resshift bench} and the {@code bench} module have in common.
 */
@Internal
package io.github.resshift.measure;

import io.github.resshift.Internal;
