package io.github.resshift.weights;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A whole file in the address space of the process. Views of it keep the mapping alive by
 * themselves, so closing it never pulls memory from under a tensor. Thread-safe but for {@link
 * #close}.
 */
final class MappedFile implements AutoCloseable {
  static {
    Engine.start();
  }

  private final Tensor bytes;

  private MappedFile(Tensor bytes) {
    this.bytes = bytes;
  }

  /**
   * Maps {@code size} bytes, privately: the file is never written.
   *
   * @param size at least 1
   */
  static MappedFile map(Path path, long size) {
    return new MappedFile(bytes(path, size));
  }

  /** The same as one uint8 tensor, which the caller must free. */
  static Tensor bytes(Path path, long size) {
    try (var scope = Scope.open()) {
      // The engine takes file names as UTF-8 on every platform, Java's default may be another.
      return Scope.own(
          torch.from_file(
              new BytePointer(path.toString(), StandardCharsets.UTF_8),
              new BoolOptional(false),
              new LongOptional(size),
              new TensorOptions(ScalarType.Byte)));
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new CheckpointException(path + " cannot be mapped into memory: " + reason, e);
    }
  }

  /**
   * A tensor over the storage that begins at a byte of the file. Where the data is not aligned to
   * its element size, the bytes of this tensor are copied.
   */
  Tensor view(long storageBegin, StoredTensor tensor) {
    return Scope.keep(
        () -> {
          ScalarType dtype = tensor.storage().type().dtype();
          int elementBytes = tensor.storage().type().elementBytes();
          if (tensor.count() == 0) {
            return torch.zeros(tensor.shape(), new TensorOptions(dtype));
          }
          long begin = storageBegin + tensor.offset() * elementBytes;
          Tensor range = bytes.narrow(0, begin, tensor.extent() * elementBytes);
          if (begin % elementBytes != 0) {
            range = range.clone();
          }
          return torch.as_strided(range.view(dtype), tensor.shape(), tensor.strides());
        });
  }

  /** CRC-32 of a range. */
  long crc(long begin, long length) {
    CRC32 crc = new CRC32();
    try (var scope = Scope.open()) {
      NativeBytes.read(bytes, begin, length, crc::update);
    } catch (IOException e) {
      throw new UncheckedIOException("a checksum does not write", e);
    }
    return crc.getValue();
  }

  @Override
  public void close() {
    Scope.free(bytes);
  }
}
