/**
 * The chain of residual shifting: schedule, forward process, posterior, losses and the sampler. It
 * knows networks only as functions. Depends on the tensor layer and the model interfaces.
 */
package io.github.resshift.diffusion;
