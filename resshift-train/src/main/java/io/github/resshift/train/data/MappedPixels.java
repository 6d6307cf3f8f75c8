package io.github.resshift.train.data;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of any size mapped into memory, read-only, in segments; thread-safe. */
final class MappedPixels {
  private static final long SEGMENT = 1L << 30;

  private final MappedByteBuffer[] segments;
  private final long size;

  private MappedPixels(MappedByteBuffer[] segments, long size) {
    this.segments = segments;
    this.size = size;
  }

  static MappedPixels open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      MappedByteBuffer[] segments = new MappedByteBuffer[(int) ((size + SEGMENT - 1) / SEGMENT)];
      for (int i = 0; i < segments.length; i++) {
        long start = i * SEGMENT;
        segments[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(SEGMENT, size - start));
      }
      return new MappedPixels(segments, size);
    }
  }

  long size() {
    return size;
  }

  /** Copies {@code length} bytes from {@code position} to an array. */
  void read(long position, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      MappedByteBuffer segment = segments[(int) ((position + done) / SEGMENT)];
      int start = (int) ((position + done) % SEGMENT);
      int part = Math.min(length - done, segment.capacity() - start);
      segment.get(start, target, offset + done, part);
      done += part;
    }
  }
}
