/**
 * Training data: lists of photographs, the cache of decoded photographs, random crops, degraded
 * batches and fetching ahead. Everything is a pure function of a seed and an index.
 */
package io.github.resshift.train.data;
