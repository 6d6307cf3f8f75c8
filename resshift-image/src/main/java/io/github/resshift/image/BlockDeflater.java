package io.github.resshift.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.Adler32;
import java.util.zip.Deflater;

/**
 * Compresses a zlib stream (RFC 1950) in blocks, several at a time on the cores that there are.
 * Every block starts from the bytes before it, so that little is lost by cutting, and the result
 * does not depend on the number of threads. Not thread-safe.
 */
final class BlockDeflater {
  /** Bytes of a block: many enough that its end, five bytes, is nothing. */
  private static final int BLOCK = 1 << 18;

  /** How far back deflate looks. */
  private static final int WINDOW = 1 << 15;

  /** Of a stream with that window, made at level 6. */
  private static final byte[] HEAD = {0x78, (byte) 0x9C};

  private final int level;
  private final Sink sink;
  private final Adler32 check = new Adler32();
  private final Queue<CompletableFuture<byte[]>> pending = new ArrayDeque<>();
  private final int helpers;
  private byte[] head = HEAD;
  private byte[] bytes = new byte[WINDOW + BLOCK];
  private int from;
  private int to;

  /** Takes what is compressed, in order. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] piece) throws IOException;
  }

  /**
   * Starts a stream.
   *
   * @param level of {@link Deflater}, 1 to 9
   */
  BlockDeflater(int level, Sink sink) {
    this(level, Runtime.getRuntime().availableProcessors() - 1, sink);
  }

  /**
   * Starts a stream.
   *
   * @param helpers threads besides the one that writes
   */
  BlockDeflater(int level, int helpers, Sink sink) {
    this.level = level;
    this.helpers = helpers;
    this.sink = sink;
  }

  /** Adds to the stream. */
  void write(byte[] data) throws IOException {
    check.update(data);
    for (int at = 0; at < data.length; ) {
      if (to - from == BLOCK) {
        begin(new byte[0], false);
      }
      int length = Math.min(data.length - at, from + BLOCK - to);
      System.arraycopy(data, at, bytes, to, length);
      at += length;
      to += length;
    }
  }

  /** Ends the stream and hands over what is left of it. */
  void finish() throws IOException {
    begin(ByteBuffer.allocate(Integer.BYTES).putInt((int) check.getValue()).array(), true);
    while (!pending.isEmpty()) {
      handOver();
    }
  }

  /** Lets another thread compress the block, or does it here where all are busy. */
  private void begin(byte[] tail, boolean last) throws IOException {
    Block block = new Block(head, bytes, from, to, tail, last);
    head = new byte[0];
    if (!last) {
      bytes = new byte[WINDOW + BLOCK];
      System.arraycopy(block.bytes, to - WINDOW, bytes, 0, WINDOW);
      from = WINDOW;
      to = WINDOW;
    }
    while (!pending.isEmpty() && (pending.peek().isDone() || pending.size() > 2 * helpers)) {
      handOver();
    }
    long running = pending.stream().filter(piece -> !piece.isDone()).count();
    pending.add(
        running < helpers
            ? CompletableFuture.supplyAsync(() -> block.compress(level))
            : CompletableFuture.completedFuture(block.compress(level)));
  }

  private void handOver() throws IOException {
    try {
      sink.take(pending.remove().join());
    } catch (CompletionException e) {
      throw new IOException("a block could not be compressed", e.getCause());
    }
  }

  private record Block(byte[] head, byte[] bytes, int from, int to, byte[] tail, boolean last) {
    byte[] compress(int level) {
      Deflater deflater = new Deflater(level, true);
      try {
        deflater.setStrategy(Deflater.FILTERED);
        deflater.setDictionary(bytes, 0, from);
        deflater.setInput(bytes, from, to - from);
        if (last) {
          deflater.finish();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(BLOCK);
        out.writeBytes(head);
        byte[] piece = new byte[BLOCK / 4];
        int length;
        do {
          length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
          out.write(piece, 0, length);
          // The first call may do no more than set the strategy.
        } while (last ? !deflater.finished() : length > 0 || !deflater.needsInput());
        out.writeBytes(tail);
        return out.toByteArray();
      } finally {
        deflater.end();
      }
    }
  }
}
