package io.github.resshift.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Puts finished files into place so that nobody ever sees a half-written one. */
final class AtomicFiles {
  private AtomicFiles() {}

  /** A new empty file in {@code folder}, with the permissions of any new file. */
  static Path temporary(Path folder) throws IOException {
    return Files.createFile(folder.resolve(".part-" + UUID.randomUUID()));
  }

  /** Moves the finished file {@code temporary} to {@code target}, replacing what is there. */
  static void publish(Path temporary, Path target) throws IOException {
    // Contents before name: after a power cut the name must not point to missing data.
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system of " + target + " cannot move files atomically", e);
    }
  }
}
