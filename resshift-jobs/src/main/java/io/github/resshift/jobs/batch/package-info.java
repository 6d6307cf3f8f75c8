/**
 * From the words of a command line to finished files: which pictures are meant, what each becomes,
 * the work on one after the other, and what became of it. Knows nothing of options or networks.
 */
package io.github.resshift.jobs.batch;
