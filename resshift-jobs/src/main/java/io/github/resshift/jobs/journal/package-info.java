/**
 * What was made in an output folder, kept in a file there, so that a run that was cut off goes on
 * where it stopped. Knows nothing of pictures, options or networks.
 */
package io.github.resshift.jobs.journal;
