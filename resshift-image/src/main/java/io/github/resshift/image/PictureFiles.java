package io.github.resshift.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Which files of a folder are pictures, and which folders are not for users. The content decides; a
 * suffix only adds files that should have been pictures, so that a damaged one is named as such.
 * Stateless.
 */
public final class PictureFiles {
  private static final int BEGINNING = 4096;

  /** Formats that cannot be read are among them: better a failure that says so than silence. */
  private static final Set<String> SUFFIXES =
      Set.of(
          "png", "apng", "jpg", "jpeg", "jpe", "jfif", "jif", "mpo", "tif", "tiff", "bmp", "dib",
          "gif", "webp", "heic", "heif", "avif", "jxl");

  /** Thumbnails, deleted files and the like, as network drives and systems keep them. */
  private static final Set<String> KEPT_BY_SYSTEM =
      Set.of(
          "@eadir",
          "@recycle",
          "@recently-snapshot",
          "@sharebin",
          "@tmp",
          "@sharesnap",
          "#recycle",
          "#snapshot",
          "$recycle.bin",
          "recycler",
          "system volume information",
          "lost+found",
          "network trash folder",
          "temporary items",
          "__macosx");

  private PictureFiles() {}

  /**
   * Whether a file is a picture or should be one: its content begins as that of a format that can
   * be read or that is known by name, or it has the suffix of a picture.
   */
  public static boolean isPicture(Path file) {
    return hasSuffix(file) || beginsAsPicture(file);
  }

  /** Whether a name ends as that of a picture. */
  public static boolean hasSuffix(Path file) {
    String name = FileNames.name(file);
    int dot = name.lastIndexOf('.');
    return dot > 0 && SUFFIXES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Whether the content begins as that of a picture; false also if it cannot be read. */
  public static boolean beginsAsPicture(Path file) {
    if (!Files.isRegularFile(file)) {
      return false; // a pipe would be waited for
    }
    try (InputStream in = Files.newInputStream(file)) {
      return beginsAsPicture(in.readNBytes(BEGINNING));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether content that lies elsewhere begins as that of a picture, by its first 4096 bytes. */
  public static boolean beginsAsPicture(byte[] beginning) {
    try (var content = new ByteArrayImageInputStream(beginning)) {
      return ContentType.beginsAsPicture(content);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a file or folder is hidden by the convention of a leading dot. */
  public static boolean hidden(Path path) {
    return FileNames.name(path).startsWith(".");
  }

  /**
   * Whether a folder is one of those that systems and network drives keep among a user's own ones,
   * such as {@code @eaDir} with its thumbnails.
   */
  public static boolean keptBySystem(Path folder) {
    return KEPT_BY_SYSTEM.contains(FileNames.name(folder).toLowerCase(Locale.ROOT));
  }
}
