package io.github.resshift.image;

import io.github.resshift.image.AnimationParts.Disposal;
import io.github.resshift.image.AnimationParts.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * Takes animated PNG files apart (PNG specification, third edition). A picture that is not part of
 * the animation is left out; so are frames that are not whole, with a note.
 */
final class PngFrames {
  private static final int MILLIS = 1000;
  private static final int CONTROL_BYTES = 26;
  private static final int SEQUENCE_BYTES = 4;
  private static final Set<String> SHARED =
      Set.of("PLTE", "tRNS", "cICP", "iCCP", "sRGB", "gAMA", "cHRM");

  private final ByteBuffer file;
  private final List<Chunk> shared = new ArrayList<>();
  private final List<Frame> frames = new ArrayList<>();
  private final List<List<Chunk>> data = new ArrayList<>();
  private Chunk header;
  private int plays = -1;
  private boolean ended;

  private PngFrames(byte[] file) {
    this.file = ByteBuffer.wrap(file);
  }

  /** A chunk's name and the place of its data. */
  private record Chunk(String type, int at, int length) {}

  /** Gives no frames for what is not animated. */
  static AnimationParts parse(String name, byte[] bytes, Consumer<String> notes) {
    PngFrames png = new PngFrames(bytes);
    png.chunks();
    int damaged = png.data.size() - 1;
    boolean cut = damaged >= 0 && (!png.ended || png.data.get(damaged).isEmpty());
    if (cut) {
      png.frames.remove(damaged);
      png.data.remove(damaged);
      notes.accept(name + ": the file is damaged behind frame " + damaged);
    }
    if (png.plays < 0 || png.header == null || png.header.length < 13) {
      return new AnimationParts(1, 1, 8, false, false, 1, List.of(), n -> bytes);
    }
    PngHeader header = PngHeader.parse(name, png.bytes(png.header));
    boolean transparent =
        header.colourType() == PngHeader.GRAY_ALPHA
            || header.colourType() == PngHeader.RGB_ALPHA
            || png.shared.stream().anyMatch(chunk -> chunk.type.equals("tRNS"));
    return new AnimationParts(
        header.width(),
        header.height(),
        header.bits() == 16 ? 16 : 8,
        header.colourType() == PngHeader.GRAY || header.colourType() == PngHeader.GRAY_ALPHA,
        transparent,
        png.plays,
        png.frames,
        png::still);
  }

  private void chunks() {
    for (int at = ContentType.PNG_SIGNATURE_BYTES; file.limit() - at >= 12; ) {
      int length = file.getInt(at);
      if (length < 0 || length > file.limit() - at - 12) {
        return;
      }
      byte[] tag = new byte[4];
      file.get(at + 4, tag);
      chunk(new Chunk(new String(tag, StandardCharsets.ISO_8859_1), at + 8, length));
      if (ended || frames.size() > PictureSequence.MAX_FRAMES) {
        ended = true;
        return;
      }
      at += 12 + length;
    }
  }

  private void chunk(Chunk chunk) {
    switch (chunk.type) {
      case "IHDR" -> header = chunk;
      case "acTL" -> plays = chunk.length < 8 ? -1 : Math.max(0, file.getInt(chunk.at + 4));
      case "fcTL" -> {
        if (chunk.length == CONTROL_BYTES) {
          frames.add(frame(chunk.at));
          data.add(new ArrayList<>());
        }
      }
      case "IDAT" -> {
        if (!data.isEmpty()) {
          data.get(data.size() - 1).add(chunk);
        }
      }
      case "fdAT" -> {
        if (!data.isEmpty() && chunk.length > SEQUENCE_BYTES) {
          data.get(data.size() - 1)
              .add(new Chunk("IDAT", chunk.at + SEQUENCE_BYTES, chunk.length - SEQUENCE_BYTES));
        }
      }
      case "IEND" -> ended = true;
      default -> {
        if (SHARED.contains(chunk.type)) {
          shared.add(chunk);
        }
      }
    }
  }

  private Frame frame(int at) {
    int divisor = file.getShort(at + 22) & 0xFFFF;
    double seconds = (file.getShort(at + 20) & 0xFFFF) / (divisor == 0 ? 100.0 : divisor);
    Disposal disposal =
        switch (file.get(at + 24)) {
          case 1 -> Disposal.CLEAR;
          case 2 -> Disposal.RESTORE;
          default -> Disposal.KEEP;
        };
    return new Frame(
        file.getInt(at + 12),
        file.getInt(at + 16),
        file.getInt(at + 4),
        file.getInt(at + 8),
        (int) Math.rint(seconds * MILLIS),
        file.get(at + 25) == 1,
        disposal);
  }

  private byte[] still(int n) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] signature = new byte[ContentType.PNG_SIGNATURE_BYTES];
    file.get(0, signature);
    out.writeBytes(signature);
    byte[] size = bytes(header);
    ByteBuffer.wrap(size).putInt(frames.get(n).width()).putInt(frames.get(n).height());
    put(out, "IHDR", size);
    shared.forEach(chunk -> put(out, chunk.type, bytes(chunk)));
    data.get(n).forEach(chunk -> put(out, chunk.type, bytes(chunk)));
    put(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private byte[] bytes(Chunk chunk) {
    byte[] bytes = new byte[chunk.length];
    file.get(chunk.at, bytes);
    return bytes;
  }

  private static void put(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] tag = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(tag);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(8).putInt(data.length).put(tag).array());
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
