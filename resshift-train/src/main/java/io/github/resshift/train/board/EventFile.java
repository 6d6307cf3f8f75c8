package io.github.resshift.train.board;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A file that TensorBoard opens while it grows: records of TFRecord (length, checksum, bytes,
 * checksum), each an {@code Event} of TensorFlow's protocol. Every record is handed to the system
 * whole. One thread.
 */
public final class EventFile implements AutoCloseable {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final long SESSION_START = 1;
  private static final int RGB = 3;

  /** What the format adds to a rotated checksum. */
  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  /**
   * Starts a new file in a folder, which must exist.
   *
   * @param firstStep readers forget what older files of the folder say of this step and later ones,
   *     which a resumed run makes again
   */
  public EventFile(Path folder, long firstStep) throws IOException {
    this.out =
        new BufferedOutputStream(
            Files.newOutputStream(freeName(folder), StandardOpenOption.CREATE_NEW));
    record(event().text(FILE_VERSION, "brain.Event:2"));
    if (firstStep > 1) {
      record(
          event()
              .number(STEP, firstStep)
              .message(SESSION_LOG, new ProtoWriter().number(1, SESSION_START)));
    }
  }

  /** Readers take the files of a folder in the order of their names. */
  private static Path freeName(Path folder) {
    for (long second = System.currentTimeMillis() / 1000; ; second++) {
      Path file =
          folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.resshift", second));
      if (Files.notExists(file)) {
        return file;
      }
    }
  }

  /** Adds a point to the curve {@code tag}; values that are not finite are kept as such. */
  public void scalar(String tag, long step, double value) throws IOException {
    summary(step, new ProtoWriter().text(1, tag).real32(2, (float) value));
  }

  /**
   * Adds a picture under {@code tag}.
   *
   * @param png an RGB picture as a PNG file
   */
  public void image(String tag, long step, int width, int height, byte[] png) throws IOException {
    ProtoWriter image =
        new ProtoWriter().number(1, height).number(2, width).number(3, RGB).bytes(4, png);
    summary(step, new ProtoWriter().text(1, tag).message(4, image));
  }

  private void summary(long step, ProtoWriter value) throws IOException {
    record(event().number(STEP, step).message(SUMMARY, new ProtoWriter().message(1, value)));
  }

  private static ProtoWriter event() {
    return new ProtoWriter().real64(WALL_TIME, System.currentTimeMillis() / 1e3);
  }

  private void record(ProtoWriter event) throws IOException {
    byte[] data = event.toBytes();
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(little(Integer.BYTES).putInt(maskedSum(length)).array());
    out.write(data);
    out.write(little(Integer.BYTES).putInt(maskedSum(data)).array());
    out.flush();
  }

  /** CRC-32C, turned by 15 bits and shifted by a constant. */
  static int maskedSum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
