/**
 * What a job is, for the command line, servers and clusters alike. {@link
 * io.github.resshift.jobs.JobOption} is the one place with all options; {@link
 * io.github.resshift.jobs.JobSettings} is what was asked for, with its digest; {@link
 * io.github.resshift.jobs.PictureService} restores one picture after the other for programs with
 * queues of their own; {@link io.github.resshift.jobs.Planning} and {@link
 * io.github.resshift.jobs.BatchJob} work on many. Below lie {@code batch} (names, plans, overlap of
 * reading, computing and writing, cancellation) and {@code journal} (what was made in a folder).
 * Prints nothing and parses no command line.
 */
package io.github.resshift.jobs;
