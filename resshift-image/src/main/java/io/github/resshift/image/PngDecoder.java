package io.github.resshift.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.color.ICC_Profile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads PNG files. Java's own reader ignores checksums and the transparent colour and gives up on
 * damaged text; this one checks every chunk that it uses and skips the others.
 */
final class PngDecoder {
  private static final int BLOCK = 1 << 16;

  /** A greater colour profile, palette or EXIF block is not sensible. */
  private static final int MAX_SMALL_CHUNK = 1 << 24;

  private static final Set<String> SMALL =
      Set.of("IHDR", "PLTE", "tRNS", "cICP", "iCCP", "sRGB", "gAMA", "cHRM", "eXIf", "acTL");

  private final String name;
  private final ImageInputStream in;
  private final Limits limits;
  private final Damaged damaged;
  private final Consumer<String> notes;
  private final PngColour colour;
  private PngHeader header;
  private byte[] palette;
  private byte[] transparency;
  private int orientation = Orientation.UPRIGHT;
  private PngRows rows;
  private boolean wrongDataChecksum;
  private int surplus;
  private final Inflater inflater = new Inflater();

  private PngDecoder(
      String name, ImageInputStream in, Limits limits, Damaged damaged, Consumer<String> notes) {
    this.name = name;
    this.in = in;
    this.limits = limits;
    this.damaged = damaged;
    this.notes = notes;
    this.colour = new PngColour(name, notes);
  }

  /** Reads from behind the signature. */
  static Decoded decode(
      String name, ImageInputStream in, Limits limits, Damaged damaged, Consumer<String> notes)
      throws IOException {
    PngDecoder decoder = new PngDecoder(name, in, limits, damaged, notes);
    try {
      decoder.readChunks();
      return decoder.finish();
    } finally {
      decoder.inflater.end();
    }
  }

  private void readAll() throws IOException {
    try {
      boolean more = true;
      while (more) {
        more = readChunk();
      }
      requireWhole(null);
    } catch (EOFException e) {
      requireWhole(e);
      notes.accept(name + ": the file ends too early, but the picture is whole");
    }
  }

  private void readChunks() throws IOException {
    try {
      readAll();
    } catch (PictureException e) {
      if (damaged == Damaged.REFUSE || rows == null || rows.stored() == 0) {
        throw e;
      }
      notes.accept(e.getMessage().replaceFirst("\\.$", ""));
      takeRows();
    }
  }

  /** Rows without the rest. */
  private void takeRows() {
    long pixels = (long) header.width() * header.height();
    if (rows.complete()) {
      return;
    }
    double share = Math.floor(1000.0 * rows.stored() / pixels) / 10;
    notes.accept(
        header.interlaced()
            ? String.format(
                Locale.ROOT,
                "%s: %.1f %% of its pixels are there; they stand for their neighbours, and what has"
                    + " none is gray",
                name,
                share)
            : String.format(
                Locale.ROOT,
                "%s: %d of its %d rows are there (%.1f %%), the rest is gray",
                name,
                rows.stored() / header.width(),
                header.height(),
                share));
    rows.fillRest();
    wrongDataChecksum = false;
  }

  /** Returns false behind the last chunk. */
  private boolean readChunk() throws IOException {
    long length = in.readUnsignedInt();
    byte[] tag = new byte[4];
    in.readFully(tag);
    String type = new String(tag, StandardCharsets.ISO_8859_1);
    if (header == null && !type.equals("IHDR")) {
      throw new PictureException(name + " is damaged: it does not start with a PNG header.");
    }
    if (!type.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
      throw new PictureException(name + " is damaged: a PNG chunk has no valid name.");
    }
    CRC32 crc = new CRC32();
    crc.update(tag);
    switch (type) {
      case "IDAT" -> readData(length, crc);
      case "IEND" -> {
        return false;
      }
      default -> readOther(type, length, crc);
    }
    return true;
  }

  private void readOther(String type, long length, CRC32 crc) throws IOException {
    if (!SMALL.contains(type)) {
      if (Character.isUpperCase(type.charAt(0))) {
        throw new PictureException(
            String.format("%s is damaged: it needs the unknown PNG chunk '%s'.", name, type));
      }
      skip(length + 4);
      return;
    }
    if (length > MAX_SMALL_CHUNK) {
      throw new PictureException(
          String.format("%s is damaged: its %s chunk has %d bytes.", name, type, length));
    }
    byte[] data = readBytes((int) length);
    crc.update(data);
    boolean critical = type.equals("IHDR") || type.equals("PLTE") || type.equals("tRNS");
    if (in.readUnsignedInt() != crc.getValue()) {
      if (critical) {
        throw wrongChecksum(type);
      }
      notes.accept(String.format("%s: its %s chunk is damaged and is not used", name, type));
      return;
    }
    switch (type) {
      case "IHDR" -> {
        if (header != null) {
          throw new PictureException(name + " is damaged: it has two PNG headers.");
        }
        header = PngHeader.parse(name, data);
        limits.check(name, header.width(), header.height());
      }
      case "PLTE" -> palette = data;
      case "tRNS" -> transparency = data;
      case "cICP", "iCCP", "sRGB", "gAMA", "cHRM" -> colour.chunk(type, data);
      case "acTL" -> notes.accept(name + ": it is animated; only the first frame is used");
      default -> {
        orientation = Orientation.ofTiff(new ByteArrayImageInputStream(data), 0);
        colour.chunk(type, data);
      }
    }
  }

  /** Grows with the data, so that a false length costs no memory. */
  private byte[] readBytes(int length) throws IOException {
    byte[] data = new byte[Math.min(length, BLOCK)];
    int filled = 0;
    while (filled < length) {
      if (filled == data.length) {
        data = java.util.Arrays.copyOf(data, (int) Math.min(length, 2L * data.length));
      }
      int n = in.read(data, filled, data.length - filled);
      if (n < 0) {
        throw new EOFException();
      }
      filled += n;
    }
    return data;
  }

  private void skip(long count) throws IOException {
    byte[] block = new byte[(int) Math.min(count, BLOCK)];
    for (long left = count; left > 0; ) {
      int n = in.read(block, 0, (int) Math.min(left, block.length));
      if (n < 0) {
        throw new EOFException();
      }
      left -= n;
    }
  }

  private void readData(long length, CRC32 crc) throws IOException {
    if (rows == null) {
      rows = startRows();
    }
    byte[] block = new byte[BLOCK];
    byte[] inflated = new byte[BLOCK];
    for (long left = length; left > 0; ) {
      int n = in.read(block, 0, (int) Math.min(left, block.length));
      if (n < 0) {
        throw new EOFException();
      }
      left -= n;
      crc.update(block, 0, n);
      inflate(block, n, inflated);
    }
    wrongDataChecksum |= in.readUnsignedInt() != crc.getValue();
  }

  private void inflate(byte[] block, int length, byte[] inflated) {
    if (inflater.finished() || surplus > BLOCK) {
      return;
    }
    inflater.setInput(block, 0, length);
    long before = 0;
    try {
      while (!inflater.needsInput() && !inflater.finished()) {
        before = inflater.getBytesWritten();
        int n = inflater.inflate(inflated);
        if (n == 0 && inflater.needsDictionary()) {
          return;
        }
        surplus += rows.complete() ? n : 0;
        if (surplus > BLOCK) {
          return; // a bomb, or rubbish: there is nothing more to learn from it
        }
        rows.accept(inflated, n);
      }
    } catch (DataFormatException e) {
      rows.accept(inflated, (int) (inflater.getBytesWritten() - before)); // what came before it
      throw new PictureException(name + " is damaged: its compressed data is not valid.", e);
    }
  }

  private PngRows startRows() {
    PalettePlanes planes = null;
    int[] transparent = null;
    int bits = header.bits();
    if (header.colourType() == PngHeader.PALETTE) {
      planes = new PalettePlanes(argb(), transparency != null, header.width() * header.height());
    } else if (transparency != null && header.channels() % 2 == 1) {
      // Only gray and RGB without alpha have a transparent colour.
      if (transparency.length != 2 * header.channels()) {
        throw new PictureException(name + " is damaged: its tRNS chunk has a wrong length.");
      }
      transparent = new int[header.channels()];
      for (int c = 0; c < transparent.length; c++) {
        int value = (transparency[2 * c] & 0xFF) << 8 | transparency[2 * c + 1] & 0xFF;
        transparent[c] = value & (1 << bits) - 1;
      }
    }
    return new PngRows(name, header, planes, transparent, damaged);
  }

  private int[] argb() {
    if (palette == null || palette.length == 0 || palette.length % 3 != 0 || palette.length > 768) {
      throw new PictureException(name + " is damaged: its palette is missing or misshapen.");
    }
    int[] argb = new int[palette.length / 3];
    for (int i = 0; i < argb.length; i++) {
      int a = transparency != null && i < transparency.length ? transparency[i] & 0xFF : 0xFF;
      argb[i] =
          a << 24
              | (palette[3 * i] & 0xFF) << 16
              | (palette[3 * i + 1] & 0xFF) << 8
              | palette[3 * i + 2] & 0xFF;
    }
    return argb;
  }

  private void requireWhole(EOFException cause) {
    if (rows == null || !rows.complete()) {
      throw new PictureException(
          name + " is damaged or incomplete: it ends within the image data.", cause);
    }
  }

  private PictureException wrongChecksum(String type) {
    return new PictureException(
        String.format("%s is damaged: the checksum of its %s chunk is wrong.", name, type));
  }

  private Decoded finish() {
    if (wrongDataChecksum) {
      // The compressed stream has a checksum of its own, which was compared when it ended.
      if (!inflater.finished() && damaged == Damaged.REFUSE) {
        throw wrongChecksum("IDAT");
      }
      notes.accept(
          inflater.finished()
              ? name + ": a checksum is wrong, but the image data proves to be right"
              : name + ": a checksum is wrong, so the picture may be damaged anywhere");
    }
    Picture picture = rows.picture();
    ICC_Profile meaning = colour.profile(picture.colourCount(), header.bits() == 16 ? 16 : 8);
    return new Decoded(Orientation.upright(picture, orientation), meaning);
  }
}
