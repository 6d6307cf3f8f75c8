package io.github.resshift.train.data;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.parallel.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of guided samples in a file, from which batches are drawn again and again: a
 * frozen guide costs ten times what the network costs that is trained on it, so it runs once for
 * each sample. Each epoch takes every sample once, in an order of its own.
 *
 * <p>The file has a header of 40 bytes (magic, SHA-256 of what it was made of) and samples of equal
 * length: clean picture, small picture and the guide's picture in 8 bits, features in bfloat16. A
 * build that was cut off goes on where it stopped. One thread at a time.
 */
public final class GuidePool implements BatchSource {
  private static final Logger LOG = LoggerFactory.getLogger(GuidePool.class);
  private static final byte[] MAGIC = "RSGUIDE1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 40;
  private static final int REPORTS = 20;

  private final FileChannel file;
  private final String digest;
  private final int size;
  private final long seed;
  private final int batchSize;
  private final Share share;
  private final Part[] parts;
  private final int length;
  private int[] order;
  private long orderOf;

  /** Where a kind of tensor lies in a sample; an empty shape means that there is none. */
  private record Part(int at, long[] shape, ScalarType type) {
    int bytes() {
      return shape.length == 0
          ? 0
          : (int) Tensors.count(shape) * (type == ScalarType.BFloat16 ? 2 : 1);
    }
  }

  /**
   * Opens a pool, making the samples that it lacks.
   *
   * @param source of guided samples, which is not used any more afterwards; not closed here
   * @param size samples, at least 1
   * @param seed of the order
   * @param batchSize samples of a whole batch
   * @param share this process's samples of every batch
   * @throws ResShiftException if the file holds the samples of other settings
   */
  public static GuidePool open(
      Path path, BatchSource source, int size, long seed, int batchSize, Share share)
      throws IOException {
    byte[] digest = sha256(source.digest());
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      if (file.size() < HEADER) {
        write(file, header.put(MAGIC).put(digest).flip(), 0);
      } else {
        read(file, header, 0);
        if (!Arrays.equals(header.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)
            || !Arrays.equals(header.array(), MAGIC.length, HEADER, digest, 0, digest.length)) {
          throw new ResShiftException(
              "The pool of samples '"
                  + path
                  + "' was made of other photographs, another degradation or another guide; delete"
                  + " it, or name another file with train.pool.file.");
        }
      }
      return new GuidePool(file, source, size, seed, batchSize, share);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private GuidePool(
      FileChannel file, BatchSource source, int size, long seed, int batchSize, Share share)
      throws IOException {
    this.file = file;
    this.size = size;
    this.seed = seed;
    this.batchSize = batchSize;
    this.share = share;
    this.digest = source.digest() + ", pool of " + size;
    long count = 1;
    try (var scope = Scope.open()) {
      Batch first = source.batch(1);
      count = first.gt().size(0);
      this.parts = parts(first);
      this.length = Arrays.stream(parts).mapToInt(Part::bytes).sum();
    }
    long done = Math.min(size, (file.size() - HEADER) / length) / count * count;
    long reported = done * REPORTS / size;
    for (long at = done; at < size; at += count) {
      if (Thread.currentThread().isInterrupted()) {
        throw new ResShiftException(
            "The pool was interrupted at sample " + at + " of " + size + "; start again to go on.");
      }
      try (var scope = Scope.open()) {
        store(source.batch(at / count + 1), at);
      }
      if (at * REPORTS / size > reported) {
        reported = at * REPORTS / size;
        LOG.info("guided samples: {} of {}", at, size);
      }
    }
  }

  private static Part[] parts(Batch batch) {
    Tensor[] tensors = tensors(batch);
    Part[] parts = new Part[tensors.length];
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      long[] shape = tensors[i] == null ? new long[0] : Tensors.shape(tensors[i].narrow(0, 0, 1));
      ScalarType type = i == parts.length - 1 ? ScalarType.BFloat16 : ScalarType.Byte;
      parts[i] = new Part(at, shape, type);
      at += parts[i].bytes();
    }
    return parts;
  }

  private static Tensor[] tensors(Batch batch) {
    return new Tensor[] {batch.gt(), batch.lq(), batch.guided(), batch.features()};
  }

  private void store(Batch batch, long at) throws IOException {
    Tensor[] tensors = tensors(batch);
    for (long n = 0; n < batch.gt().size(0) && at + n < size; n++) {
      ByteBuffer sample = ByteBuffer.allocate(length);
      for (int i = 0; i < parts.length; i++) {
        if (tensors[i] != null) {
          Tensor one = tensors[i].narrow(0, n, 1);
          sample.put(Tensors.bytes(parts[i].type() == ScalarType.Byte ? eightBits(one) : one));
        }
      }
      write(file, sample.flip(), HEADER + (at + n) * length);
    }
  }

  private static Tensor eightBits(Tensor picture) {
    Tensor scaled = picture.to(ScalarType.Float).add(new Scalar(1)).mul(new Scalar(127.5));
    return Tensors.clamp(scaled.round(), 0, 255).to(ScalarType.Byte);
  }

  @Override
  public Batch batch(long iteration) {
    TensorVector[] all = new TensorVector[parts.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = new TensorVector();
    }
    ByteBuffer sample = ByteBuffer.allocate(length);
    for (int n = share.from(); n < share.to(); n++) {
      long drawn = (iteration - 1) * batchSize + n;
      int index = permuted(drawn / size, (int) (drawn % size));
      try {
        read(file, sample.clear(), HEADER + (long) index * length);
      } catch (IOException e) {
        throw new UncheckedIOException("the pool of samples cannot be read", e);
      }
      for (int i = 0; i < parts.length; i++) {
        if (parts[i].bytes() > 0) {
          all[i].push_back(tensor(sample.array(), parts[i]));
        }
      }
    }
    return new Batch(
        joined(all[0]),
        joined(all[1]),
        null,
        joined(all[3]),
        all[2].size() == 0 ? null : joined(all[2]));
  }

  private static Tensor joined(TensorVector samples) {
    return torch.cat(samples, 0);
  }

  private static Tensor tensor(byte[] sample, Part part) {
    Tensor bytes =
        torch.empty(
            new long[] {part.bytes()},
            new TensorOptions(ScalarType.Byte),
            new MemoryFormatOptional());
    new BytePointer(bytes.data_ptr()).capacity(part.bytes()).put(sample, part.at(), part.bytes());
    return part.type() == ScalarType.Byte
        ? bytes.view(part.shape()).to(ScalarType.Float).div(new Scalar(127.5)).sub(new Scalar(1))
        : bytes.view(part.type()).view(part.shape());
  }

  /** A sample of an epoch, by Fisher and Yates; the last order is remembered. */
  private int permuted(long epoch, int place) {
    if (order == null || epoch != orderOf) {
      int[] fresh = new int[size];
      Random random = new Random(seed + epoch);
      for (int i = 0; i < size; i++) {
        int j = random.nextInt(i + 1);
        fresh[i] = fresh[j];
        fresh[j] = i;
      }
      order = fresh;
      orderOf = epoch;
    }
    return order[place];
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the pool of samples cannot be closed", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += file.write(bytes, place);
    }
  }

  private static void read(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      int count = file.read(bytes, place);
      if (count < 0) {
        throw new IOException("the file ends too early");
      }
      place += count;
    }
  }
}
