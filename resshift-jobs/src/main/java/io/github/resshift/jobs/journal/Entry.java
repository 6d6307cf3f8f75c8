package io.github.resshift.jobs.journal;

/**
 * A result that is finished.
 *
 * @param target the file below the output folder, with slashes
 * @param source the absolute path of the picture that it was made from
 * @param from the source when the work on it began
 * @param made the result
 * @param settings digest of the {@link RunSettings}
 */
public record Entry(
    String target, String source, FileState from, FileState made, String settings) {}
