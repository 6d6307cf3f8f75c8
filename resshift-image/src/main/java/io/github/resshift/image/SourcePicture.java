package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;

/**
 * A picture with what its file says about it.
 *
 * @param picture upright; its values mean what the profile in {@code metadata} says, sRGB without
 * @param metadata as the file has it, so the orientation in it is one that was applied already
 */
public record SourcePicture(Picture picture, Metadata metadata) {}
