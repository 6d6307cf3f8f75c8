package io.github.resshift.server.store;

/**
 * A file of a result.
 *
 * @param name in the folder of the result
 * @param type media type
 */
public record StoredFile(String name, long bytes, String type) {}
