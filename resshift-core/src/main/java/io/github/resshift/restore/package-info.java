/**
 * From a picture to a picture: the public entry point {@link io.github.resshift.restore.Restorer}
 * and the pipeline behind it (docs/method.md section 6).
 */
package io.github.resshift.restore;
