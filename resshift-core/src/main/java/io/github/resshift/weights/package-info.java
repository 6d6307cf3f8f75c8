/**
 * Named tensors: from files and from initialisation, by published names, with every shape checked.
 * Depends on the tensor layer only.
 */
@Internal
package io.github.resshift.weights;

import io.github.resshift.Internal;
