/**
 * The tiled run on top of a loaded model: cutting a picture into overlapping tiles, which lines
 * wait for which ({@link io.github.resshift.engine.tile.TiledRestoration} is the way in), blending
 * tiles, and how much memory that needs.
 */
@Internal
package io.github.resshift.engine.tile;

import io.github.resshift.Internal;
