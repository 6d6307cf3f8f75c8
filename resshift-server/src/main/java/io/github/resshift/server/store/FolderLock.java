package io.github.resshift.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a folder for one server. The system lets go of it when the process ends, however it does.
 */
public final class FolderLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes a folder, which is made if it is missing.
   *
   * @throws StoreException if another server has it or it cannot be written
   */
  public static FolderLock of(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = take(channel);
      if (lock == null) {
        channel.close();
        throw new StoreException(
            "The folder '"
                + folder
                + "' is in use by another server; give this one another --data.");
      }
      return new FolderLock(channel, lock);
    } catch (IOException e) {
      throw new StoreException(
          "The folder '"
              + folder
              + "' cannot be used ("
              + e.getMessage()
              + "); choose another --data.",
          e);
    }
  }

  private static FileLock take(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process has it
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
