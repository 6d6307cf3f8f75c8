/**
 * Measures of quality. Inputs are tensors [n, 3, h, w] in [0, 1] on any device; every measure is
 * computed in float64 by plain Java on the calling thread, so that results depend on nothing else
 * and many pictures can be measured side by side.
 */
@Internal
package io.github.resshift.metric;

import io.github.resshift.Internal;
