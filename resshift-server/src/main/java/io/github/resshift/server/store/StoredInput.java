package io.github.resshift.server.store;

/**
 * What is known of an input from its header.
 *
 * @param frames frames or pages; 1 for a single picture
 * @param type media type by the content
 */
public record StoredInput(int width, int height, int frames, long bytes, String type) {}
