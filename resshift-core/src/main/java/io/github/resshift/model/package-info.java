/**
 * The networks: the Swin-UNet denoiser and the first stages, with their configuration records.
 * Depends on layers, weights and tensors.
 */
package io.github.resshift.model;
