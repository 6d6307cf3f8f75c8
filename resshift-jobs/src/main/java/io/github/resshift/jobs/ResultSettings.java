package io.github.resshift.jobs;

import io.github.resshift.image.Damaged;
import io.github.resshift.image.meta.MetadataPolicy;

/**
 * How pictures are read and results are written, as the options say it.
 *
 * @param frames what is made of an animation or of a file with several pages
 * @param quality of JPEG, 1 to 100
 * @param metadata what of the source's metadata goes into the result
 * @param provenance whether a result says how it was made
 * @param maxPixels greatest width x height of an input
 * @param damaged what to do with files whose image data is damaged or ends too early
 */
public record ResultSettings(
    Frames frames,
    int quality,
    MetadataPolicy metadata,
    boolean provenance,
    long maxPixels,
    Damaged damaged) {}
