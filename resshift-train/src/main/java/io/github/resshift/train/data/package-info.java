/**
 * Training data: lists of photographs, the cache of decoded photographs, random crops, degraded
 * batches and fetching ahead. Everything is a pure function of a seed and an index.
 */
@Internal
package io.github.resshift.train.data;

import io.github.resshift.Internal;
