package io.github.resshift.server.store;

import java.util.List;

/**
 * A result: its file, and what else came of the job.
 *
 * @param frames frames or pages; 1 for a single picture
 * @param files draws, the map of uncertainty, frames or pages that are files of their own
 * @param notes what the user should know
 */
public record StoredResult(
    int width,
    int height,
    int frames,
    StoredFile file,
    List<StoredFile> files,
    List<String> notes) {
  /** Copies the lists. */
  public StoredResult {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /** Bytes of all files. */
  public long bytes() {
    return file.bytes() + files.stream().mapToLong(StoredFile::bytes).sum();
  }
}
