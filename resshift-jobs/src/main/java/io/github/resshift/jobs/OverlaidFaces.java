package io.github.resshift.jobs;

import io.github.resshift.face.FaceSearch;

/**
 * Faces that are restored by a model of their own and laid over an enlarged picture.
 *
 * @param model name or path of the face model
 * @param search which faces are looked for
 */
public record OverlaidFaces(String model, FaceSearch search) {}
