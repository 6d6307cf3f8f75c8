/** Steps of weights: AdamW, the learning rate, the moving average, precision. */
@Internal
package io.github.resshift.train.optimiser;

import io.github.resshift.Internal;
