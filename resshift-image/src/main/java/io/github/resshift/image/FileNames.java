package io.github.resshift.image;

import io.github.resshift.Internal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Names of files as text and back, without loss. On Unix systems a name is a row of bytes that need
 * not be UTF-8, as on disks of older systems, and Java's own text of such a name stands for no file
 * any more. Here every byte that is no part of UTF-8 becomes one character from U+EF80 to U+EFFF
 * (the byte plus 0xEF00), which Unicode leaves to private use; a name that has such characters of
 * its own is written byte by byte, so that two names never have one text. Where the locale of the
 * process cannot say a letter, its name is UTF-8 all the same. Stateless.
 */
@Internal
public final class FileNames {
  private static final char FIRST = 0xEF80;
  private static final char LAST = 0xEFFF;
  private static final int BASE = 0xEF00;
  private static final char UNKNOWN = '\uFFFD';
  private static final boolean BYTES =
      "/".equals(FileSystems.getDefault().getSeparator())
          && "file".equals(FileSystems.getDefault().provider().getScheme());

  private FileNames() {}

  /** The text of a path; for names in UTF-8 the same as {@link Path#toString}. */
  public static String text(Path path) {
    String plain = path.toString();
    boolean lossy = plain.chars().anyMatch(c -> c == UNKNOWN || escaped((char) c));
    return lossy && BYTES ? decode(bytes(path)) : plain;
  }

  /** The text of the last name of a path; empty if it has none. */
  public static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : text(name);
  }

  /**
   * The path that a text stands for: the other way round.
   *
   * @throws InvalidPathException if it is no path on this system
   */
  public static Path path(String text) {
    if (!BYTES || text.indexOf('\0') >= 0) {
      return Path.of(text);
    }
    if (text.chars().noneMatch(c -> escaped((char) c))) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        return ofBytes(encode(text)); // a letter that the locale lacks
      }
    }
    return ofBytes(encode(text));
  }

  /** A file or folder below a folder. */
  public static Path resolve(Path folder, String text) {
    return folder.resolve(path(text));
  }

  /** A file or folder beside another. */
  public static Path sibling(Path file, String text) {
    return file.resolveSibling(path(text));
  }

  /** Text of bytes that are UTF-8 for the most part. */
  public static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      int from = out.position();
      int begin = in.position();
      CoderResult result = decoder.decode(in, out, true);
      escapeOwn(bytes, begin, out, from);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (BASE + (in.get() & 0xFF)));
      }
      decoder.reset();
    }
  }

  /** Characters that a name has of its own and that stand for bytes here are taken apart. */
  private static void escapeOwn(byte[] bytes, int begin, CharBuffer out, int from) {
    boolean own = false;
    for (int i = from; i < out.position(); i++) {
      own |= escaped(out.get(i));
    }
    if (!own) {
      return;
    }
    String decoded = CharBuffer.wrap(out.array(), from, out.position() - from).toString();
    out.position(from);
    int at = begin;
    for (int i = 0; i < decoded.length(); ) {
      int point = decoded.codePointAt(i);
      int length = new String(Character.toChars(point)).getBytes(StandardCharsets.UTF_8).length;
      if (point >= FIRST && point <= LAST) {
        for (int b = 0; b < length; b++) {
          out.put((char) (BASE + (bytes[at + b] & 0xFF)));
        }
      } else {
        out.put(Character.toChars(point));
      }
      at += length;
      i += Character.charCount(point);
    }
  }

  /** The bytes of a name. */
  public static byte[] encode(String text) {
    ByteBuffer out = ByteBuffer.allocate(3 * text.length());
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (point >= FIRST && point <= LAST) {
        out.put((byte) (point - BASE));
      } else {
        out.put(new String(Character.toChars(point)).getBytes(StandardCharsets.UTF_8));
      }
      i += Character.charCount(point);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** Whether a character stands for a byte. */
  public static boolean escaped(char c) {
    return c >= FIRST && c <= LAST;
  }

  /** The bytes of a path; addresses are the one place where Java hands them out. */
  private static byte[] bytes(Path path) {
    String raw = Path.of("/").resolve(path).toUri().getRawPath();
    int begin = path.isAbsolute() ? 0 : 1;
    // A folder's address ends with a slash.
    int end = raw.length() > 1 && raw.endsWith("/") ? raw.length() - 1 : raw.length();
    ByteBuffer out = ByteBuffer.allocate(raw.length());
    for (int i = begin; i < end; i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        out.put((byte) Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        out.put((byte) c);
      }
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static Path ofBytes(byte[] bytes) {
    boolean absolute = bytes.length > 0 && bytes[0] == '/';
    StringBuilder address = new StringBuilder(absolute ? "file://" : "file:///");
    for (byte b : bytes) {
      boolean plain =
          b >= 'a' && b <= 'z'
              || b >= 'A' && b <= 'Z'
              || b >= '0' && b <= '9'
              || "-._~/".indexOf(b) >= 0;
      if (plain) {
        address.append((char) b);
      } else {
        address.append('%');
        address.append(Character.forDigit(b >> 4 & 0xF, 16));
        address.append(Character.forDigit(b & 0xF, 16));
      }
    }
    Path path = Path.of(URI.create(address.toString()));
    return absolute ? path : path.subpath(0, path.getNameCount());
  }
}
