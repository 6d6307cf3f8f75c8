/** Training the network of the chain: its losses, its iteration, its configuration, its scores. */
package io.github.resshift.train.denoiser;
