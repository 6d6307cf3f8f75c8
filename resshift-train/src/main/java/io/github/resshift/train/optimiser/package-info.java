/** Steps of weights: AdamW, the learning rate, the moving average, precision. */
package io.github.resshift.train.optimiser;
