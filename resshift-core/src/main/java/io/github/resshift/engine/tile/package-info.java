/** Cutting a picture into overlapping tiles and putting the results together again. */
package io.github.resshift.engine.tile;
