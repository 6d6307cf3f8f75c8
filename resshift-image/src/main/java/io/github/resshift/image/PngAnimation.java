package io.github.resshift.image;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The chunks that make frames of a PNG file an animation (PNG specification, third edition).
 *
 * @param delays milliseconds each frame is shown
 * @param plays 0 for without end
 */
record PngAnimation(List<Integer> delays, int plays) {
  static final int CONTROL_BYTES = 26;
  private static final int MAX_16 = 0xFFFF;

  /** The data of acTL. */
  byte[] sequence() {
    return ByteBuffer.allocate(8).putInt(delays.size()).putInt(plays).array();
  }

  /** The data of fcTL for a frame that replaces all before it. */
  byte[] control(int frame, int number, PictureShape shape) {
    int delay = delays.get(frame);
    int divisor = 1000;
    while (delay > MAX_16 && divisor > 1) {
      delay /= 10;
      divisor /= 10;
    }
    return ByteBuffer.allocate(CONTROL_BYTES)
        .putInt(number)
        .putInt(shape.width())
        .putInt(shape.height())
        .putInt(0)
        .putInt(0)
        .putShort((short) Math.min(delay, MAX_16))
        .putShort((short) divisor)
        .array(); // the two zeros behind: keep it, replace what was there
  }
}
