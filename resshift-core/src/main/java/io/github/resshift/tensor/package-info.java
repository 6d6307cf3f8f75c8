/** The thin layer on libtorch: start-up, scopes of native memory, devices, noise, interpolation. */
package io.github.resshift.tensor;
