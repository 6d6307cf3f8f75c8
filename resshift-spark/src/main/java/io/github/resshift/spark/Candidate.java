package io.github.resshift.spark;

import java.io.Serializable;

/**
 * A source that has the name of its result.
 *
 * @param target the result below the output folder
 * @param there length of the file that has this name, or null
 */
record Candidate(Source source, String target, Long there) implements Serializable {}
