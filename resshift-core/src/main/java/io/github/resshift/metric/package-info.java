/**
 * Measures of quality. Inputs are tensors [n, 3, h, w] in [0, 1] (values beyond are clamped); every
 * measure is computed in float64 on the CPU, so results do not depend on device or threads.
 */
package io.github.resshift.metric;
