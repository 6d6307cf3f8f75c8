package io.github.resshift.jobs.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a file was at some moment.
 *
 * @param bytes its length
 * @param modified its time of modification in milliseconds since 1970
 * @param sha256 its digest in lower-case hexadecimal
 */
public record FileState(long bytes, long modified, String sha256) {
  private static final int BUFFER = 1 << 16;

  /** Reads the whole file. */
  public static FileState of(Path file) throws IOException {
    long modified = Files.getLastModifiedTime(file).toMillis();
    return new FileState(Files.size(file), modified, sha256(file));
  }

  /**
   * Whether the file has this content still. One of the same length and time is not read: that is
   * how a folder of thousands of pictures is checked in a moment.
   *
   * @return false also if there is no such file or it cannot be read
   */
  public boolean matches(Path file) {
    try {
      return Files.size(file) == bytes
          && (Files.getLastModifiedTime(file).toMillis() == modified
              || sha256(file).equals(sha256));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The SHA-256 digest of a file's content in lower-case hexadecimal.
   *
   * @throws IOException if it cannot be read, or is a pipe or a device, which may have no end
   */
  public static String sha256(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is not a file");
    }
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
