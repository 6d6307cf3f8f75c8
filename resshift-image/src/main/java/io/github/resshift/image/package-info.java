/**
 * Pictures in memory and in files: depth, alpha, orientation and colour are kept or changed
 * knowingly, never by accident.
 */
package io.github.resshift.image;
