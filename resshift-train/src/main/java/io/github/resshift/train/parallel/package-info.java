/**
 * One run in several processes: each works on its share of every batch, and sums over all of them
 * make gradients and losses those of the whole batch.
 */
@Internal
package io.github.resshift.train.parallel;

import io.github.resshift.Internal;
