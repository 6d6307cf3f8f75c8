/** Training of a first stage, the autoencoder in whose latents the chain runs. */
package io.github.resshift.train.stage;
