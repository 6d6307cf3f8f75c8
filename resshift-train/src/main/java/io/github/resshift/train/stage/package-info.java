/** Training of a first stage, the autoencoder in whose latents the chain runs. */
@Internal
package io.github.resshift.train.stage;

import io.github.resshift.Internal;
