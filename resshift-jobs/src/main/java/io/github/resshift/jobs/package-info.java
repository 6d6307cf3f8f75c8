/**
 * What a job is, for the command line, servers and clusters alike: {@link
 * io.github.resshift.jobs.RestoreSettings} and its companions say what is asked for, {@link
 * io.github.resshift.jobs.PictureWorks} loads a model and gives the work on pictures, {@link
 * io.github.resshift.jobs.ModelFacts} tells what a plan has to know without loading one. Below it
 * lie {@code batch} (many pictures: names, plans, overlap of reading, computing and writing,
 * cancellation) and {@code journal} (what was made in a folder). Prints nothing and parses no
 * command line.
 */
package io.github.resshift.jobs;
