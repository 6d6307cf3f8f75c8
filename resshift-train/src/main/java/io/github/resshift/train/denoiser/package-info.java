/** Training the network of the chain: its losses, its iteration, its configuration, its scores. */
@Internal
package io.github.resshift.train.denoiser;

import io.github.resshift.Internal;
