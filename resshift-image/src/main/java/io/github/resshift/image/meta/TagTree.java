package io.github.resshift.image.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tags of an EXIF block or of the first page of a TIFF file: a TIFF structure with its
 * directories for the camera and the position (EXIF 2.3, section 4.6). Not thread-safe.
 */
public final class TagTree {
  /** The directories, in the order in which they are written. */
  public enum Directory {
    /** Description of the picture and its storage. */
    MAIN(0),
    /** How the picture was taken. */
    EXIF(0x8769),
    /** Where. */
    GPS(0x8825),
    /** Rules for exchange; a part of {@link #EXIF}. */
    INTEROP(0xA005);

    private final int pointer;

    Directory(int pointer) {
      this.pointer = pointer;
    }

    /** The tag that points to this directory. */
    int pointer() {
      return pointer;
    }

    Directory parent() {
      return this == INTEROP ? EXIF : MAIN;
    }
  }

  /** The tag of a TIFF file's XMP packet. */
  public static final int XMP = 700;

  /** The tag of a TIFF file's IPTC records. */
  public static final int IPTC = 33723;

  /** The tag of Photoshop's image resources in a TIFF file, IPTC records among them. */
  public static final int PHOTOSHOP = 34377;

  /** The tag of a TIFF file's colour profile. */
  public static final int ICC = 34675;

  static final int MAKER_NOTE = 0x927C;
  private static final int ENTRY_BYTES = 12;
  private static final int BIG_ENTRY_BYTES = 20;
  private static final int HEADER_BYTES = 8;
  private static final int BIG_TIFF = 43;
  private static final int MAX_ENTRIES = 2048;

  /** Maker notes that start later come from big files, where their place means nothing. */
  private static final long MAX_PIN = 1 << 15;

  private final ByteOrder order;
  private final Map<Directory, SortedMap<Integer, Field>> directories =
      new EnumMap<>(Directory.class);

  /** Where the maker note stood: its inner offsets count from the start of the block. */
  private long pin = -1;

  /** Where a structure is read from. */
  public interface Source {
    /** All bytes. */
    long length() throws IOException;

    /** {@code count} bytes from {@code at}; both were checked against {@link #length}. */
    byte[] read(long at, int count) throws IOException;
  }

  /** Nothing, to be written in an order. */
  public TagTree(ByteOrder order) {
    this.order = order;
    for (Directory directory : Directory.values()) {
      directories.put(directory, new TreeMap<>());
    }
  }

  /** Reads a block; an unreadable one gives an {@link IOException}. */
  public static TagTree parse(byte[] block) throws IOException {
    return parse(
        new Source() {
          @Override
          public long length() {
            return block.length;
          }

          @Override
          public byte[] read(long at, int count) {
            return Arrays.copyOfRange(block, (int) at, (int) at + count);
          }
        },
        block.length);
  }

  /**
   * Reads a structure, also that of a BigTIFF file.
   *
   * @param budget how many bytes the values may have together; a value beyond it is left out
   * @throws IOException if the header or a directory is damaged
   */
  public static TagTree parse(Source source, int budget) throws IOException {
    byte[] header = slice(source, 0, HEADER_BYTES);
    boolean little = header[0] == 'I' && header[1] == 'I';
    if (!little && (header[0] != 'M' || header[1] != 'M')) {
      throw new IOException("there is no byte order mark");
    }
    TagTree tree = new TagTree(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    ByteBuffer in = ByteBuffer.wrap(header).order(tree.order);
    boolean big = in.getShort(2) == BIG_TIFF;
    if (!big && in.getShort(2) != 42) {
      throw new IOException("it is no TIFF structure");
    }
    long first =
        big
            ? ByteBuffer.wrap(slice(source, HEADER_BYTES, 8)).order(tree.order).getLong()
            : Integer.toUnsignedLong(in.getInt(4));
    int left = tree.read(source, Directory.MAIN, first, big, budget);
    for (Directory directory : Directory.values()) {
      if (directory != Directory.MAIN) {
        Field pointer = tree.of(directory.parent()).remove(directory.pointer());
        if (pointer != null) {
          left = tree.readOrSkip(source, directory, (long) pointer.number(), big, left);
        }
      }
    }
    return tree;
  }

  /** A damaged directory of the camera or the position leaves the others as they are. */
  private int readOrSkip(Source source, Directory directory, long at, boolean big, int budget) {
    try {
      return read(source, directory, at, big, budget);
    } catch (IOException damaged) {
      of(directory).clear();
      return budget;
    }
  }

  /** In BigTIFF counts, offsets and the room for a value in an entry have eight bytes. */
  private int read(Source source, Directory directory, long at, boolean big, int budget)
      throws IOException {
    int left = budget;
    int head = big ? 8 : 2;
    ByteBuffer count = ByteBuffer.wrap(slice(source, at, head)).order(order);
    long entries = big ? count.getLong() : count.getShort() & 0xFFFF;
    if (entries < 0 || entries > MAX_ENTRIES) {
      throw new IOException("a directory has " + entries + " entries");
    }
    int entryBytes = big ? BIG_ENTRY_BYTES : ENTRY_BYTES;
    int room = big ? 8 : 4;
    byte[] rows = slice(source, at + head, (int) entries * entryBytes);
    ByteBuffer table = ByteBuffer.wrap(rows).order(order);
    for (int start = 0; start < rows.length; start += entryBytes) {
      int tag = table.getShort(start) & 0xFFFF;
      int type = table.getShort(start + 2) & 0xFFFF;
      long elements =
          big ? table.getLong(start + 4) : Integer.toUnsignedLong(table.getInt(start + 4));
      int inEntry = start + entryBytes - room;
      if (elements < 1 || elements > left || Field.bytes(type) == 0) {
        continue; // an unknown type or a wild count: this value is lost, the others are not
      }
      long bytes = elements * Field.bytes(type);
      long place = at + head + inEntry;
      if (bytes > room) {
        place = big ? table.getLong(inEntry) : Integer.toUnsignedLong(table.getInt(inEntry));
      }
      if (bytes > left || place < 0 || place > source.length() - bytes) {
        continue; // the same for an offset
      }
      left -= (int) bytes;
      Field field = Field.of(type, source.read(place, (int) bytes), order);
      if (field != null) {
        of(directory).put(tag, field);
      }
      if (directory == Directory.EXIF && tag == MAKER_NOTE && place >= HEADER_BYTES) {
        pin = place <= MAX_PIN ? place : -1;
      }
    }
    return left;
  }

  private static byte[] slice(Source source, long at, int count) throws IOException {
    if (at < 0 || at > source.length() - count) {
      throw new IOException("an offset points outside");
    }
    return source.read(at, count);
  }

  /** The tags of a directory, to be changed. */
  public SortedMap<Integer, Field> of(Directory directory) {
    return directories.get(directory);
  }

  /** The bytes of a main tag as they stand in the file, if it is there. */
  public Optional<byte[]> bytes(int tag) {
    return Optional.ofNullable(of(Directory.MAIN).get(tag)).map(field -> field.stored(order));
  }

  /** A block of the tags that describe the picture, not its storage; empty if there are none. */
  public Optional<byte[]> description() {
    TagRules.describe(this);
    return isEmpty() ? Optional.empty() : Optional.of(toBlock());
  }

  boolean isEmpty() {
    return directories.values().stream().allMatch(Map::isEmpty);
  }

  /** The whole block, to be read by {@link #parse}. */
  byte[] toBlock() {
    byte[] body = layout(HEADER_BYTES, 0);
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + body.length).order(order);
    out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M'));
    out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M'));
    return out.putShort((short) 42).putInt(HEADER_BYTES).put(body).array();
  }

  /**
   * Directories and values as bytes for a place in a file.
   *
   * @param base where in the file they will stand; even
   * @param next where the main directory of the next page stands, 0 for none
   */
  public byte[] layout(long base, long next) {
    long free = of(Directory.EXIF).containsKey(MAKER_NOTE) && base == HEADER_BYTES ? pin : -1;
    Layout layout = new Layout(base, free);
    for (Directory directory : Directory.values()) {
      layout.table(directory);
    }
    return layout.write(next);
  }

  /** Finds places for tables and values, around the maker note's old place. */
  private final class Layout {
    private final long base;
    private final long pinned;
    private final long pinnedEnd;
    private long cursor;
    private final Map<Directory, Long> tables = new EnumMap<>(Directory.class);
    private final Map<Directory, Map<Integer, Long>> values = new EnumMap<>(Directory.class);

    Layout(long base, long pinned) {
      this.base = base;
      // The main table has to be first: a place inside it cannot be kept.
      boolean possible = pinned >= base + tableBytes(Directory.MAIN);
      this.pinned = possible ? pinned : -1;
      this.pinnedEnd = possible ? pinned + of(Directory.EXIF).get(MAKER_NOTE).value().length : -1;
      this.cursor = base;
    }

    /** Pointers to the directories below count as entries. */
    private int tableBytes(Directory directory) {
      return 2 + ENTRY_BYTES * (of(directory).size() + children(directory)) + 4;
    }

    private int children(Directory directory) {
      int count = 0;
      for (Directory child : Directory.values()) {
        count += isWritten(child) && child.parent() == directory ? 1 : 0;
      }
      return count;
    }

    private boolean isWritten(Directory child) {
      boolean own = child != Directory.MAIN && !of(child).isEmpty();
      return own || child == Directory.EXIF && !of(Directory.INTEROP).isEmpty();
    }

    private long place(int length) {
      cursor += cursor & 1;
      if (cursor < pinnedEnd && cursor + length > pinned) {
        cursor = pinnedEnd + (pinnedEnd & 1);
      }
      long at = cursor;
      cursor += length;
      return at;
    }

    void table(Directory directory) {
      if (directory != Directory.MAIN && !isWritten(directory)) {
        return;
      }
      tables.put(directory, place(tableBytes(directory)));
      Map<Integer, Long> places = new TreeMap<>();
      of(directory)
          .forEach(
              (tag, field) -> {
                if (field.value().length > 4) {
                  boolean keep = directory == Directory.EXIF && tag == MAKER_NOTE && pinned >= 0;
                  places.put(tag, keep ? pinned : place(field.value().length));
                }
              });
      values.put(directory, places);
    }

    byte[] write(long next) {
      ByteBuffer out =
          ByteBuffer.allocate(Math.toIntExact(Math.max(cursor, pinnedEnd) - base)).order(order);
      tables.forEach(
          (directory, at) -> {
            SortedMap<Integer, Field> fields = new TreeMap<>(of(directory));
            tables.forEach(
                (child, place) -> {
                  if (child != Directory.MAIN && child.parent() == directory) {
                    fields.put(child.pointer(), Field.longs(place));
                  }
                });
            out.position((int) (at - base));
            out.putShort((short) fields.size());
            fields.forEach((tag, field) -> entry(out, directory, tag, field));
            out.putInt(directory == Directory.MAIN ? (int) next : 0);
          });
      return out.array();
    }

    private void entry(ByteBuffer out, Directory directory, int tag, Field field) {
      byte[] stored = field.stored(order);
      out.putShort((short) tag).putShort((short) field.type()).putInt(field.count());
      Long at = values.get(directory).get(tag);
      if (at == null) {
        out.put(Arrays.copyOf(stored, 4));
        return;
      }
      out.putInt((int) (long) at);
      out.duplicate().position((int) (at - base)).put(stored);
    }
  }
}
