/**
 * A loaded model: padding, enlarging, encoding, the network in its chain, decoding. Knows neither
 * files nor tiles.
 */
@Internal
package io.github.resshift.engine;

import io.github.resshift.Internal;
