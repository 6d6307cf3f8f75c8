package io.github.resshift.image;

import java.awt.color.ICC_Profile;

/**
 * What a decoder found.
 *
 * @param picture the stored values, upright
 * @param profile what the values mean, null for sRGB
 */
record Decoded(Picture picture, ICC_Profile profile) {}
