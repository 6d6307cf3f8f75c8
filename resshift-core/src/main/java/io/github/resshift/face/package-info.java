/**
 * Finding faces and bringing them to the place where a face model expects them. Detection is MTCNN
 * (Zhang, Zhang, Li and Qiao 2016, <em>Joint Face Detection and Alignment using Multi-task Cascaded
 * Convolutional Networks</em>): a small network looks at windows of 12 pixels of a pyramid of the
 * picture, a second one at what is left with 24 pixels, a third one with 48, which also tells where
 * eyes, nose and mouth are.
 *
 * <p>Positions are continuous, in pixels from the top left corner of the picture: the centre of the
 * first pixel is at (0.5, 0.5).
 */
package io.github.resshift.face;
