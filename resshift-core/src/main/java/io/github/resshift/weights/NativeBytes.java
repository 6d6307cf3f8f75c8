package io.github.resshift.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/** The memory of a tensor, seen through Java buffers, which hold at most 2 GiB each. Stateless. */
final class NativeBytes {
  private static final int PIECE = 64 << 20;

  private NativeBytes() {}

  /** Takes the next piece; it is valid during the call only. */
  interface Sink {
    void accept(ByteBuffer piece) throws IOException;
  }

  /**
   * Hands out a range of a tensor's bytes piece by piece.
   *
   * @param tensor contiguous, on the CPU
   */
  static void read(Tensor tensor, long begin, long length, Sink sink) throws IOException {
    if (length == 0) {
      return;
    }
    BytePointer data = new BytePointer(tensor.data_ptr());
    for (long done = 0; done < length; done += PIECE) {
      // A buffer made at a position counts from the start of the memory, in an int: move the
      // pointer itself instead.
      BytePointer piece = data.getPointer(begin + done);
      sink.accept(piece.capacity(Math.min(length - done, PIECE)).asByteBuffer());
    }
  }
}
