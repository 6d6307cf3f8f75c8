/**
 * From a picture to a picture: the public entry point {@link io.github.resshift.restore.Restorer},
 * and what is asked of it. Sizes, colours, consistency, holes and draws lie around the model, which
 * is known as a function from picture to picture.
 */
package io.github.resshift.restore;
