package io.github.resshift.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The two layouts of files that {@code torch.save} writes, reduced to what they have in common.
 *
 * @param root the pickled object, see {@link RestrictedUnpickler}
 * @param storages where the bytes of each storage lie, by its key
 */
record TorchContainer(Object root, Map<String, Region> storages) {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL_VERSION = 1001;
  private static final int CRC_PIECE = 1 << 16;
  private static final String PICKLE = "/data.pkl";

  /**
   * Bytes of the file.
   *
   * @param crc their CRC-32, or 0 where the file does not tell
   */
  record Region(long begin, long length, long crc) {}

  /**
   * The zip layout: {@code NAME/data.pkl}, {@code NAME/data/KEY} for each storage, perhaps {@code
   * NAME/byteorder}; entries of other names mean nothing for the values.
   *
   * @throws CheckpointException if it is damaged, unsafe or big-endian
   */
  static TorchContainer readZip(String origin, FileChannel channel) throws IOException {
    Map<String, ZipDirectory.Entry> entries = ZipDirectory.read(origin, channel).entries();
    List<String> pickles = entries.keySet().stream().filter(TorchContainer::isPickle).toList();
    if (pickles.size() != 1) {
      throw new CheckpointException(
          origin
              + " is a zip file but not a checkpoint: it has "
              + pickles.size()
              + " entries named data.pkl instead of one; give a file that torch.save wrote.");
    }
    ZipDirectory.Entry pickle = entries.get(pickles.get(0));
    String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
    requireLittleEndian(origin, channel, entries.get(folder + "/byteorder"));
    if (pickle.length() > RestrictedUnpickler.MAX_PICKLE_BYTES) {
      throw RestrictedUnpickler.damaged(origin, "its data.pkl is too large");
    }
    if (pickle.crc() != 0 && crc(channel, pickle) != pickle.crc()) {
      throw RestrictedUnpickler.damaged(origin, "the checksum of its data.pkl is wrong");
    }
    var unpickler =
        new RestrictedUnpickler(
            origin, new PickleInput(channel, pickle.begin(), pickle.begin() + pickle.length()));
    Object root = unpickler.read();
    Map<String, Region> regions = new HashMap<>();
    for (StoredTensor.Storage storage : unpickler.storages().values()) {
      ZipDirectory.Entry entry = entries.get(folder + "/data/" + storage.key());
      if (entry == null && storage.length() > 0) {
        throw missing(origin, storage);
      }
      Region region =
          entry == null
              ? new Region(0, 0, 0)
              : new Region(entry.begin(), entry.length(), entry.crc());
      requireLength(origin, storage, region.length());
      regions.put(storage.key(), region);
    }
    return new TorchContainer(root, regions);
  }

  /**
   * The layout before version 1.6: pickles of a magic number, a protocol version, facts of the
   * writing machine, the object, and the keys of the storages; then each storage as its length and
   * its bytes.
   *
   * @throws CheckpointException if it is damaged, unsafe or big-endian
   */
  static TorchContainer readLegacy(String origin, FileChannel channel) throws IOException {
    var reader = new LegacyReader(origin, channel, channel.size());
    if (!MAGIC.equals(reader.pickle().read())) {
      throw new CheckpointException(
          origin
              + " is a pickle but not a checkpoint: it does not start with the number that"
              + " torch.save writes; give a file that torch.save wrote.");
    }
    Object version = reader.pickle().read();
    if (!Long.valueOf(PROTOCOL_VERSION).equals(version)) {
      throw RestrictedUnpickler.damaged(origin, "its protocol version is not " + PROTOCOL_VERSION);
    }
    if (reader.pickle().read() instanceof Map<?, ?> facts
        && Boolean.FALSE.equals(facts.get("little_endian"))) {
      throw bigEndian(origin);
    }
    RestrictedUnpickler unpickler = reader.pickle();
    Object root = unpickler.read();
    Object keys = reader.pickle().read();
    return new TorchContainer(root, reader.storages(unpickler.storages(), keys));
  }

  private static boolean isPickle(String name) {
    return name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length();
  }

  private static void requireLittleEndian(
      String origin, FileChannel channel, ZipDirectory.Entry entry) throws IOException {
    if (entry == null) {
      return;
    }
    ByteBuffer text = ByteBuffer.allocate((int) Math.min(entry.length(), 16));
    channel.read(text, entry.begin());
    if (!"little".equals(new String(text.array(), StandardCharsets.US_ASCII).trim())) {
      throw bigEndian(origin);
    }
  }

  private static long crc(FileChannel channel, ZipDirectory.Entry entry) throws IOException {
    CRC32 crc = new CRC32();
    PickleInput in = new PickleInput(channel, entry.begin(), entry.begin() + entry.length());
    while (in.remaining() > 0) {
      crc.update(in.bytes(Math.min(in.remaining(), CRC_PIECE)));
    }
    return crc.getValue();
  }

  private static void requireLength(String origin, StoredTensor.Storage storage, long length) {
    if (storage.bytes() != length) {
      throw RestrictedUnpickler.damaged(
          origin,
          "storage " + storage.key() + " has " + length + " bytes instead of " + storage.bytes());
    }
  }

  private static CheckpointException missing(String origin, StoredTensor.Storage storage) {
    return RestrictedUnpickler.damaged(origin, "storage " + storage.key() + " is missing");
  }

  private static CheckpointException bigEndian(String origin) {
    return new CheckpointException(
        origin
            + " was written by a big-endian machine, which is not supported: load it with Python"
            + " and save it again on a little-endian one.");
  }

  private static final class LegacyReader {
    private final String origin;
    private final FileChannel channel;
    private final long size;
    private PickleInput in;

    LegacyReader(String origin, FileChannel channel, long size) {
      this.origin = origin;
      this.channel = channel;
      this.size = size;
      this.in = new PickleInput(channel, 0, 0);
    }

    /** A reader for the next pickle; the one before must have been read. */
    RestrictedUnpickler pickle() {
      long start = in.position();
      long limit = Math.min(size, start + RestrictedUnpickler.MAX_PICKLE_BYTES);
      in = new PickleInput(channel, start, limit);
      return new RestrictedUnpickler(origin, in);
    }

    Map<String, Region> storages(Map<String, StoredTensor.Storage> wanted, Object keys)
        throws IOException {
      if (!(keys instanceof List<?> list)) {
        throw RestrictedUnpickler.damaged(origin, "it has no list of storages");
      }
      Map<String, Region> regions = new HashMap<>();
      long at = in.position();
      for (Object key : list) {
        StoredTensor.Storage storage = key instanceof String ? wanted.get(key) : null;
        if (storage == null || regions.containsKey(storage.key())) {
          throw RestrictedUnpickler.damaged(
              origin, "its list of storages does not fit its tensors");
        }
        if (size - at < Long.BYTES) {
          throw RestrictedUnpickler.damaged(origin, "it ends before its last storage");
        }
        long length = new PickleInput(channel, at, at + Long.BYTES).int64();
        at += Long.BYTES;
        if (length != storage.length()) {
          throw RestrictedUnpickler.damaged(
              origin,
              "storage "
                  + storage.key()
                  + " has "
                  + length
                  + " elements instead of "
                  + storage.length());
        }
        if (storage.bytes() > size - at) {
          throw RestrictedUnpickler.damaged(origin, "it ends before its last storage");
        }
        regions.put(storage.key(), new Region(at, storage.bytes(), 0));
        at += storage.bytes();
      }
      if (at != size) {
        throw RestrictedUnpickler.damaged(origin, "there are bytes behind its last storage");
      }
      for (StoredTensor.Storage storage : wanted.values()) {
        if (!regions.containsKey(storage.key())) {
          throw missing(origin, storage);
        }
      }
      return regions;
    }
  }
}
