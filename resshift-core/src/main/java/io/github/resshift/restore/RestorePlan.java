package io.github.resshift.restore;

import io.github.resshift.image.tile.TilePlan;

/**
 * How a picture is going to be worked on.
 *
 * @param tiles in pixels of the input, padding included; those of the part that is left
 * @param pieces of work: tiles times steps, as progress counts them
 * @param bytes that this needs beside what the process has already, estimated
 * @param resumed whether memory ran out with larger tiles, and the rest goes on with these
 */
public record RestorePlan(TilePlan tiles, int pieces, long bytes, boolean resumed) {}
