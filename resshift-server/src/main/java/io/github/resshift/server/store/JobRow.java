package io.github.resshift.server.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A job as the table has it.
 *
 * @param id 26 letters and digits
 * @param number counts up: the order of the queue
 * @param attempts how many times work on it began and was cut off by the end of the process
 * @param expires when its files will be deleted; empty until it has ended
 * @param gone whether they are deleted already
 * @param error why it failed
 */
public record JobRow(
    String id,
    long number,
    JobState state,
    JobRequest request,
    int attempts,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended,
    Optional<Instant> expires,
    boolean gone,
    Optional<StoredResult> result,
    Optional<String> error) {}
