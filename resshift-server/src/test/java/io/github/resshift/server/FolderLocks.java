package io.github.resshift.server;

import io.github.resshift.server.store.FolderLock;
import java.io.IOException;
import java.nio.file.Path;

/** Whether folders were let go. */
final class FolderLocks {
  private FolderLocks() {}

  static void requireFree(Path folder) throws IOException {
    FolderLock.of(folder).close();
  }
}
