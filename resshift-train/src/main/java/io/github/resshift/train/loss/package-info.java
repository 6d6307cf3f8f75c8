/**
 * Losses on decoded pictures, and the discriminator that is trained along with the network. They
 * know neither the chain nor the run, so that networks of every kind can be trained with them.
 */
@Internal
package io.github.resshift.train.loss;

import io.github.resshift.Internal;
