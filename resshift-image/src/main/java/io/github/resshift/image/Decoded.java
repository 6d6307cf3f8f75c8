package io.github.resshift.image;

import java.awt.color.ICC_Profile;

/**
 * What a decoder found.
 *
 * @param picture the stored values, upright; with four planes for inks (cyan, magenta, yellow,
 *     black; 0 is none), which only {@link ColourProfile} understands
 * @param profile what the values mean, null where nothing is said: then gray and RGB are sRGB
 */
record Decoded(Picture picture, ICC_Profile profile) {}
