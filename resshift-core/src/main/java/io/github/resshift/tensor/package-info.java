/** The thin layer on libtorch: start-up, scopes of native memory, devices, noise, interpolation. */
@Internal
package io.github.resshift.tensor;

import io.github.resshift.Internal;
