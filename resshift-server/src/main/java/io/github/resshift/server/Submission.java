package io.github.resshift.server;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Work that a request asks for. The files are ours, on the disk, and under names of our own.
 *
 * @param name of the picture, for people
 * @param values settings by name
 * @param key the idempotency key
 */
record Submission(
    Task task,
    String name,
    Map<String, List<String>> values,
    PictureFormat format,
    Path input,
    Optional<Path> mask,
    Optional<String> key) {}
