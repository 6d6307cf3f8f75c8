package io.github.resshift.image;

import io.github.resshift.Internal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that appear whole or not at all: they are written beside their place, with the permissions
 * of any new file, and moved there. Stateless and thread-safe.
 */
@Internal
public final class AtomicFile {
  /** Bytes of a name that leave room for the rest of a temporary one: systems allow 255. */
  private static final int MAX_NAME = 200;

  /** Characters, of up to four bytes each, that are left of a longer one. */
  private static final int SHORT_NAME = 50;

  private AtomicFile() {}

  /** Writes the content from the start of an empty file. */
  public interface Body {
    /** Writes everything; the channel is closed by the caller. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * A name for the unfinished file beside its place: {@code .NAME.UUID.part}. Of a name that is
   * nearly as long as systems allow only the start is in it.
   */
  public static Path part(Path target) {
    String name = FileNames.name(target);
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
      name = name.substring(0, name.offsetByCodePoints(0, SHORT_NAME));
    }
    return FileNames.sibling(target, "." + name + "." + UUID.randomUUID() + ".part");
  }

  /** Gives a finished file or folder its name, over a file of that name if there is one. */
  public static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems: the file is complete, only the move is not atomic.
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The same for a file that was brought to the disk before: no power cut leaves a hole. */
  public static void publish(Path part, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    move(part, target);
  }

  /**
   * Writes a file; missing folders are made. If {@code body} fails, nothing is left and {@code
   * path} is as before.
   */
  public static void write(Path path, Body body) throws IOException {
    Path target = path.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = part(target);
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        body.writeTo(channel);
        channel.force(true);
      }
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Writes a text in UTF-8 in the same way. */
  public static void write(Path path, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    write(
        path,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }
}
