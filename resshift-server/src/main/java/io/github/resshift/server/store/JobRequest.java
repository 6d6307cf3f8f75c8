package io.github.resshift.server.store;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is asked for; never changes.
 *
 * @param name of the picture, for people
 * @param saved name for the result's file, for people
 * @param model name of the model
 * @param values the settings that were given, by name
 * @param mask whether there is a file with the mask
 * @param width of the result, known beforehand
 * @param height of the result
 * @param digest tells work apart: equal digests mean equal bytes
 * @param key the idempotency key of the request
 */
public record JobRequest(
    Task task,
    String name,
    String saved,
    String model,
    Map<String, List<String>> values,
    PictureFormat format,
    StoredInput input,
    boolean mask,
    int width,
    int height,
    String digest,
    Optional<String> key) {
  /** Copies the map. */
  public JobRequest {
    values = new TreeMap<>(values);
  }
}
