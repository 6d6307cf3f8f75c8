/**
 * The chain of residual shifting, and the one from noise that it is compared with: schedule,
 * forward process, posterior, losses and the sampler. It knows networks only as functions. Depends
 * on the tensor layer and the model interfaces.
 */
@Internal
package io.github.resshift.diffusion;

import io.github.resshift.Internal;
