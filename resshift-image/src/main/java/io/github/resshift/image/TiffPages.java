package io.github.resshift.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.imageio.stream.ImageInputStream;

/**
 * The pages of a TIFF file (TIFF 6.0, BigTIFF) without thumbnails and masks. Each is read as the
 * only page of a file of its own. A chain of pages that goes in a circle or leads nowhere ends
 * there, with a note.
 */
final class TiffPages implements PictureSequence {
  private static final int KIND = 254;
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int SMALLER_OR_MASK = 1 | 4;
  private static final int TYPE_SHORT = 3;
  private static final int MAX_ENTRIES = 1 << 16;

  private final String name;
  private final PictureReader reader;
  private final ImageInputStream in;
  private final Consumer<String> notes;
  private final boolean big;
  private final List<Page> pages = new ArrayList<>();
  private int next;

  /** Where a directory and the link behind it are, and the size in it. */
  private record Page(long at, long link, long width, long height) {}

  private TiffPages(
      String name, PictureReader reader, ImageInputStream in, Consumer<String> notes, boolean big) {
    this.name = name;
    this.reader = reader;
    this.in = in;
    this.notes = notes;
    this.big = big;
  }

  /** Empty for a file with fewer than two pages. Takes over the stream if it is not. */
  static Optional<PictureSequence> find(
      String name, ImageInputStream in, PictureReader reader, Limits limits, Consumer<String> notes)
      throws IOException {
    in.seek(0);
    in.setByteOrder(in.readByte() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    in.seek(2);
    TiffPages found = new TiffPages(name, reader, in, notes, in.readShort() == 43);
    List<String> damages = new ArrayList<>();
    found.walk(damages::add);
    if (found.size() < 2) {
      return Optional.empty();
    }
    damages.forEach(notes);
    long pixels = 0;
    for (Page page : found.pages) {
      String rest = page == found.pages.get(0) ? "" : " (--frames first takes only the first page)";
      limits.check(name + rest, page.width, page.height);
      pixels += page.width * page.height;
    }
    PictureSequence.check(name, Kind.PAGES, found.size(), pixels, limits);
    return Optional.of(found);
  }

  /** The file as it is, or without the thumbnails that stand before its first page. */
  static ImageInputStream withoutThumbnail(ImageInputStream in) throws IOException {
    try {
      boolean big = TiffDirectory.big(in);
      TiffPages found = new TiffPages("", null, in, note -> {}, big);
      found.walk(damage -> {});
      boolean first =
          found.pages.isEmpty() || found.pages.get(0).at == TiffDirectory.first(in, big);
      return first ? in : found.alone(found.pages.get(0));
    } catch (EOFException damaged) {
      return in; // which the decoder says
    }
  }

  private void walk(Consumer<String> damages) throws IOException {
    Set<Long> seen = new HashSet<>();
    try {
      in.seek(big ? 8 : 4);
      long at = offset();
      while (at != 0 && seen.size() <= MAX_FRAMES) {
        if (!seen.add(at)) {
          damages.accept(name + ": its pages go in a circle, which is cut after page " + size());
          return;
        }
        at = directory(at);
      }
      if (at != 0) {
        PictureSequence.check(name, Kind.PAGES, seen.size(), 0, Limits.DEFAULT);
      }
    } catch (EOFException e) {
      damages.accept(name + ": the file is damaged behind page " + size());
    }
  }

  private long offset() throws IOException {
    long at = big ? in.readLong() : in.readUnsignedInt();
    if (at < 0 || at >= in.length()) {
      throw new EOFException();
    }
    return at;
  }

  /** Gives where the next directory is, 0 behind the last one. */
  private long directory(long at) throws IOException {
    in.seek(at);
    long entries = big ? in.readLong() : in.readUnsignedShort();
    if (entries < 0 || entries > MAX_ENTRIES) {
      throw new EOFException();
    }
    long first = at + (big ? 8 : 2);
    int step = big ? 20 : 12;
    long[] values = new long[HEIGHT + 1];
    for (long e = 0; e < entries; e++) {
      in.seek(first + e * step);
      int tag = in.readUnsignedShort();
      if (tag == KIND || tag == WIDTH || tag == HEIGHT) {
        int type = in.readUnsignedShort();
        in.seek(first + e * step + (big ? 12 : 8));
        values[tag] = type == TYPE_SHORT ? in.readUnsignedShort() : in.readUnsignedInt();
      }
    }
    long link = first + entries * step;
    in.seek(link);
    long following = offset();
    if ((values[KIND] & SMALLER_OR_MASK) == 0) {
      pages.add(new Page(at, link, values[WIDTH], values[HEIGHT]));
    }
    return following;
  }

  @Override
  public Kind kind() {
    return Kind.PAGES;
  }

  @Override
  public int size() {
    return pages.size();
  }

  @Override
  public List<Integer> delays() {
    return pages.stream().map(page -> 0).toList();
  }

  @Override
  public int plays() {
    return 1;
  }

  @Override
  public boolean hasNext() {
    return next < size();
  }

  @Override
  public PictureHeader header() {
    try (PatchedInput first = alone(pages.get(0))) {
      return HeaderReader.read(name, ContentType.TIFF, first).firstOf(kind(), size());
    } catch (IOException e) {
      throw new PictureException(name + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  @Override
  public SourcePicture next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Page page = pages.get(next++);
    String called = "%s, page %d".formatted(name, next);
    try (PatchedInput alone = alone(page)) {
      return reader.load(called, alone, notes);
    } catch (IOException e) {
      throw new PictureException(
          called + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  /** The file with one page as its only one. */
  private PatchedInput alone(Page page) {
    TreeMap<Long, Byte> patches = new TreeMap<>();
    boolean little = in.getByteOrder() == ByteOrder.LITTLE_ENDIAN;
    int bytes = big ? 8 : 4;
    for (int i = 0; i < bytes; i++) {
      int shift = 8 * (little ? i : bytes - 1 - i);
      patches.put((long) bytes + i, (byte) (page.at >> shift));
      patches.put(page.link + i, (byte) 0);
    }
    return new PatchedInput(in, patches);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
