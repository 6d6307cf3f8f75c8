package io.github.resshift.face;

/** A position in a picture, in pixels from its top left corner. */
public record Point(double x, double y) {}
