/**
 * A loaded model: padding, enlarging, encoding, the network in its chain, decoding. Knows neither
 * files nor tiles.
 */
package io.github.resshift.engine;
