package io.github.resshift.train.data;

import io.github.resshift.ResShiftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Photographs decoded once into one raw file that is mapped into memory: a crop then costs a copy
 * of its rows. Immutable and thread-safe.
 */
public final class PhotoCache {
  private final String digest;
  private final List<Photo> photos;
  private final List<Skipped> skipped;
  private final MappedPixels pixels;

  /**
   * One decoded photograph.
   *
   * @param name its name in the list
   * @param width pixels a row, after downscaling
   * @param height rows
   * @param offset place of its first byte in the cache file
   */
  public record Photo(String name, int width, int height, long offset) {}

  /** A file that could not be used, and why. */
  public record Skipped(String name, String reason) {}

  PhotoCache(String digest, List<Photo> photos, List<Skipped> skipped, MappedPixels pixels) {
    this.digest = digest;
    this.photos = List.copyOf(photos);
    this.skipped = List.copyOf(skipped);
    this.pixels = pixels;
  }

  /**
   * Opens the cache of a list of photographs, and makes it first where the file is absent, belongs
   * to another list or is damaged. Photographs that cannot be decoded are left out and listed in
   * {@link #skipped}.
   *
   * @param file the cache file; written beside itself and moved into place
   * @param threads decoders that work at a time
   * @throws ResShiftException if not one photograph can be decoded or the file cannot be written
   */
  public static PhotoCache open(PhotoList list, Path file, int threads) {
    String digest = list.digest();
    try {
      if (Files.isRegularFile(file)) {
        var known = PhotoCacheFile.read(file);
        if (known.isPresent() && known.get().digest().equals(digest)) {
          return known.get();
        }
      }
      PhotoCacheFile.write(list, digest, file, threads);
      return PhotoCacheFile.read(file)
          .orElseThrow(() -> new IOException("the file just written does not read back"));
    } catch (IOException e) {
      throw new ResShiftException("Cannot make the photograph cache " + file + ": " + e, e);
    }
  }

  /** Digest of the list that this was made from; see {@link PhotoList#digest}. */
  public String digest() {
    return digest;
  }

  /** The photographs. */
  public List<Photo> photos() {
    return photos;
  }

  /** Files of the list that are not in it. */
  public List<Skipped> skipped() {
    return skipped;
  }

  /**
   * A part of a photograph.
   *
   * @return height*width*3 bytes, interleaved RGB
   */
  public byte[] crop(Photo photo, int left, int top, int width, int height) {
    if (left < 0 || top < 0 || left + width > photo.width() || top + height > photo.height()) {
      throw new IndexOutOfBoundsException(
          width + "x" + height + " at " + left + "," + top + " is not inside " + photo);
    }
    byte[] rgb = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      long position = photo.offset() + 3 * ((long) (top + y) * photo.width() + left);
      pixels.read(position, rgb, y * width * 3, width * 3);
    }
    return rgb;
  }
}
