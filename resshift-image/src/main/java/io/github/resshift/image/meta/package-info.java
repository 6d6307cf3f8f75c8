/**
 * What a file says about a picture besides its samples: EXIF, XMP, IPTC, resolution, colour profile
 * and how a result was made. Blocks are read with limits; what is damaged is left out, never fatal.
 */
package io.github.resshift.image.meta;
