package io.github.resshift.train.data;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.AtomicFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The file behind a {@link PhotoCache}: a header of 64 bytes (magic, version, place, length and
 * CRC-32 of the index), the pixels of all photographs, the index (digest, photographs, files left
 * out). Numbers are big-endian.
 */
final class PhotoCacheFile {
  private static final byte[] MAGIC = "RSPHOTOS".getBytes(StandardCharsets.US_ASCII);

  /** Of version 1 were caches with the filling of pictures that had been cut off. */
  private static final int VERSION = 2;

  private static final int HEADER = 64;
  private static final int NAMES_IN_MESSAGE = 5;

  private PhotoCacheFile() {}

  private record Decoded(String name, RgbBytes picture, String failure) {}

  /** Opens a cache file; empty if it is not whole or of another version. */
  static Optional<PhotoCache> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      if (!fill(channel, header, 0)) {
        return Optional.empty();
      }
      byte[] magic = new byte[MAGIC.length];
      header.get(magic);
      int version = header.getInt();
      int length = header.getInt();
      long place = header.getLong();
      long crc = header.getLong();
      boolean whole = length >= 0 && place >= HEADER && place + length == channel.size();
      if (!Arrays.equals(magic, MAGIC) || version != VERSION || !whole) {
        return Optional.empty();
      }
      ByteBuffer index = ByteBuffer.allocate(length);
      if (!fill(channel, index, place) || crc(index.array()) != crc) {
        return Optional.empty();
      }
      return Optional.of(parse(index.array(), file));
    }
  }

  private static boolean fill(FileChannel channel, ByteBuffer target, long at) throws IOException {
    long position = at;
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count < 0) {
        return false;
      }
      position += count;
    }
    target.flip();
    return true;
  }

  private static PhotoCache parse(byte[] index, Path file) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(index));
    String digest = in.readUTF();
    List<PhotoCache.Photo> photos = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      photos.add(new PhotoCache.Photo(in.readUTF(), in.readInt(), in.readInt(), in.readLong()));
    }
    List<PhotoCache.Skipped> skipped = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      skipped.add(new PhotoCache.Skipped(in.readUTF(), in.readUTF()));
    }
    return new PhotoCache(digest, photos, skipped, MappedPixels.open(file));
  }

  /** Decodes all photographs into a new file and moves it into place. */
  static void write(PhotoList list, String digest, Path file, int threads) throws IOException {
    ExecutorService decoders = Executors.newFixedThreadPool(threads);
    try {
      AtomicFile.write(file, channel -> write(list, digest, channel, decoders, threads));
    } finally {
      decoders.shutdownNow();
    }
  }

  private static void write(
      PhotoList list, String digest, FileChannel channel, ExecutorService decoders, int threads)
      throws IOException {
    List<PhotoCache.Photo> photos = new ArrayList<>();
    List<PhotoCache.Skipped> skipped = new ArrayList<>();
    Deque<Future<Decoded>> ahead = new ArrayDeque<>();
    channel.position(HEADER);
    int submitted = 0;
    for (int i = 0; i < list.entries().size(); i++) {
      while (submitted < list.entries().size() && ahead.size() <= threads) {
        PhotoList.Entry entry = list.entries().get(submitted++);
        ahead.add(decoders.submit(() -> decode(entry)));
      }
      Decoded next = result(ahead.remove());
      if (next.picture() == null) {
        skipped.add(new PhotoCache.Skipped(next.name(), next.failure()));
        continue;
      }
      RgbBytes picture = next.picture();
      photos.add(
          new PhotoCache.Photo(next.name(), picture.width(), picture.height(), channel.position()));
      writeAll(channel, ByteBuffer.wrap(picture.rgb()));
    }
    if (photos.isEmpty()) {
      throw new ResShiftException(
          "None of the "
              + skipped.size()
              + " photographs in "
              + words(list.places())
              + " can be decoded: "
              + skipped.stream()
                  .limit(NAMES_IN_MESSAGE)
                  .map(one -> one.name() + " " + one.reason())
                  .collect(Collectors.joining(" "))
              + (skipped.size() > NAMES_IN_MESSAGE ? " (and so on)" : ""));
    }
    byte[] index = index(digest, photos, skipped);
    long place = channel.position();
    writeAll(channel, ByteBuffer.wrap(index));
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.put(MAGIC).putInt(VERSION).putInt(index.length).putLong(place).putLong(crc(index));
    header.position(0);
    channel.position(0);
    writeAll(channel, header);
  }

  private static String words(List<Path> places) {
    return places.stream().map(Path::toString).collect(Collectors.joining(" and "));
  }

  private static Decoded decode(PhotoList.Entry entry) {
    try {
      RgbBytes picture = RgbBytes.decode(entry.path()).downscaled(entry.downscale());
      return new Decoded(entry.name(), picture, null);
    } catch (IOException e) {
      return new Decoded(entry.name(), null, String.valueOf(e.getMessage()));
    }
  }

  private static Decoded result(Future<Decoded> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while decoding photographs", e);
    } catch (ExecutionException e) {
      throw new IOException("decoding failed: " + e.getCause(), e.getCause());
    }
  }

  private static byte[] index(
      String digest, List<PhotoCache.Photo> photos, List<PhotoCache.Skipped> skipped)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(digest);
    out.writeInt(photos.size());
    for (PhotoCache.Photo photo : photos) {
      out.writeUTF(photo.name());
      out.writeInt(photo.width());
      out.writeInt(photo.height());
      out.writeLong(photo.offset());
    }
    out.writeInt(skipped.size());
    for (PhotoCache.Skipped skip : skipped) {
      out.writeUTF(skip.name());
      out.writeUTF(skip.reason());
    }
    return bytes.toByteArray();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
