package io.github.resshift.server;

import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps files as long as was promised and within the bytes that were given: what has ended first
 * goes first. Thread-safe.
 */
final class Room {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  private final JobStore store;
  private final JobFolders folders;
  private final long limit;
  private final Consumer<String> gone;

  /**
   * The room of a server.
   *
   * @param limit bytes
   * @param gone hears the ids of jobs whose files are deleted
   */
  Room(JobStore store, JobFolders folders, long limit, Consumer<String> gone) {
    this.store = store;
    this.folders = folders;
    this.limit = limit;
    this.gone = gone;
  }

  /** Deletes what has expired. */
  void tidy() throws IOException {
    for (JobRow row : store.due(Instant.now())) {
      expire(row);
    }
    makeRoom(0);
  }

  /**
   * Makes room for a new file.
   *
   * @throws Refusal if there is none
   */
  void require(long bytes) throws IOException {
    // Before anything is deleted, which would be lost for nothing.
    if (store.unfinishedBytes() + bytes > limit) {
      throw new Refusal(
          Refusal.NO_ROOM,
          "There is no room for more: it does not fit beside the jobs that are not done into the %d bytes that this server may use."
              .formatted(limit));
    }
    makeRoom(bytes);
  }

  private void makeRoom(long bytes) throws IOException {
    while (store.bytes() + bytes > limit) {
      Optional<JobRow> oldest = store.oldestEnded();
      if (oldest.isEmpty()) {
        return;
      }
      LOG.info("job {} expires early, to make room", oldest.get().id());
      expire(oldest.get());
    }
  }

  private void expire(JobRow row) throws IOException {
    store.expire(row.id());
    folders.delete(row.id());
    gone.accept(row.id());
  }
}
