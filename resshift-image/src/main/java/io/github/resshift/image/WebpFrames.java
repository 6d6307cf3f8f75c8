package io.github.resshift.image;

import io.github.resshift.image.AnimationParts.Disposal;
import io.github.resshift.image.AnimationParts.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Takes animated WebP files apart (RFC 9649). */
final class WebpFrames {
  private static final int HEADER = 12;
  private static final int FRAME_HEADER = 16;
  private static final int HAS_ALPHA = 0x10;

  private WebpFrames() {}

  /** Gives no frames for what is not animated. */
  static AnimationParts parse(String name, byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long declared = file.length < HEADER ? 0 : Integer.toUnsignedLong(in.getInt(4)) + 8;
    List<WebpChunk> shared = new ArrayList<>();
    List<WebpChunk> images = new ArrayList<>();
    List<Frame> frames = new ArrayList<>();
    int[] canvas = {1, 1};
    int flags = 0;
    int plays = 1;
    if (declared <= file.length) { // else the decoder says what is wrong
      for (WebpChunk chunk : WebpChunk.split(name, file, HEADER, (int) declared)) {
        switch (chunk.type()) {
          case "VP8X" -> {
            ByteBuffer data = chunk.buffer(10, name);
            flags = data.get(0);
            canvas[0] = 1 + (data.getInt(4) & 0xFFFFFF);
            canvas[1] = 1 + (data.getInt(6) >>> 8);
            shared.add(chunk);
          }
          case "ICCP" -> shared.add(chunk);
          case "ANIM" -> plays = chunk.buffer(6, name).getShort(4) & 0xFFFF;
          case "ANMF" -> {
            frames.add(frame(chunk.buffer(FRAME_HEADER, name)));
            images.add(chunk);
          }
          default -> {} // metadata are read elsewhere
        }
      }
    }
    boolean alpha = (flags & HAS_ALPHA) != 0;
    return new AnimationParts(
        canvas[0], canvas[1], 8, false, alpha, plays, frames, n -> still(shared, images.get(n)));
  }

  /** Offsets are stored halved, sizes less one. */
  private static Frame frame(ByteBuffer data) {
    int flags = data.get(15);
    return new Frame(
        2 * (data.getInt(0) & 0xFFFFFF),
        2 * (data.getInt(2) >>> 8),
        1 + (data.getInt(6) & 0xFFFFFF),
        1 + (data.getInt(8) >>> 8),
        data.getInt(12) & 0xFFFFFF,
        (flags & 2) == 0,
        (flags & 1) == 1 ? Disposal.CLEAR : Disposal.KEEP);
  }

  private static byte[] still(List<WebpChunk> shared, WebpChunk image) {
    List<WebpChunk> chunks = new ArrayList<>(shared);
    chunks.add(image);
    return WebpChunk.file(chunks);
  }
}
