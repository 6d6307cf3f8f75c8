/**
 * The networks: the Swin-UNet denoiser and the first stages, with their configuration records.
 * Depends on layers, weights and tensors.
 */
@Internal
package io.github.resshift.model;

import io.github.resshift.Internal;
