package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.ResShiftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the folder of a run for one process: {@code run.lock}, which holds the number of the
 * process that has it. The system lets go of it when that process ends, however it does, so the
 * file may stay. Thread-safe.
 */
@Internal
public final class RunLock implements AutoCloseable {
  /** Name of the file in the folder of a run. */
  public static final String NAME = "run.lock";

  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  /** Behind the content: on Windows locked bytes could not be read by others. */
  private static final long LOCK_AT = Long.MAX_VALUE - 1;

  private static final int LONGEST = 20;

  /**
   * On POSIX systems a second channel of a process, when it is closed, ends the lock of the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private RunLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes a folder.
   *
   * @throws ResShiftException if another run has it
   */
  public static RunLock of(Path folder) throws IOException {
    Path key = folder.toRealPath().resolve(NAME);
    if (!HELD.add(key)) {
      throw taken(folder, ProcessHandle.current().pid() + "");
    }
    try {
      FileChannel channel =
          FileChannel.open(
              key, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        take(folder, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      return new RunLock(key, channel);
    } catch (IOException | RuntimeException e) {
      HELD.remove(key);
      throw e;
    }
  }

  /**
   * Looks whether a folder could be taken, and leaves it as it is.
   *
   * @throws ResShiftException if another run has it
   */
  public static void requireFree(Path folder) throws IOException {
    if (Files.exists(folder.resolve(NAME))) {
      of(folder).close();
    }
  }

  private static void take(Path folder, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock(LOCK_AT, 1, false);
    } catch (IOException e) {
      LOG.warn(
          "The file system of {} cannot lock files ({}); see to it yourself that no other run works"
              + " in this folder.",
          folder,
          e.getMessage());
      return;
    }
    if (lock == null) {
      throw taken(folder, holder(channel));
    }
    channel.truncate(0);
    channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(LONGEST);
    channel.read(content, 0);
    return StandardCharsets.US_ASCII.decode(content.flip()).toString().trim();
  }

  private static ResShiftException taken(Path folder, String process) {
    return new ResShiftException(
        "Another training run"
            + (process.matches("\\d+") ? " (process " + process + ")" : "")
            + " is working in the folder '"
            + folder
            + "'; wait for its end, or give this one another folder (--out).");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("the lock ends with the process", e);
    } finally {
      HELD.remove(key);
    }
  }
}
