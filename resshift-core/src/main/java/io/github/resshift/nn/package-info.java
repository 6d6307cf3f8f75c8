/**
 * Layers of the networks, built from a {@link io.github.resshift.weights.WeightScope}. Layers are
 * immutable, hold tensors owned by the network's parameters, and may be used by several threads.
 */
@Internal
package io.github.resshift.nn;

import io.github.resshift.Internal;
