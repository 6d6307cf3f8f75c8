/**
 * Synthetic degradation of clean pictures: kernels, filtering, resizing, noise, JPEG, and the
 * recipes that chain them (docs/method.md section 8). Every random decision comes from one {@link
 * io.github.resshift.degrade.Draws}, so a sample can be replayed from its record.
 */
@Internal
package io.github.resshift.degrade;

import io.github.resshift.Internal;
