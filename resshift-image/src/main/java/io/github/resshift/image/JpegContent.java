package io.github.resshift.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.imageio.stream.ImageInputStream;

/**
 * A JPEG file as the decoder gets it: without its profile, and with the marker that ends a picture.
 * A decoder that meets this marker while it waits for data knows that something is missing; without
 * it, it could not tell a picture that is whole.
 */
record JpegContent(byte[] bytes, JpegStructure structure) {
  /** What helps where data is missing. */
  static final String HINT = " (--damaged take takes what is there).";

  /**
   * Copies that were broken off often have zeros for the rest, which a decoder takes for data. So
   * many do not occur in a picture.
   */
  private static final int ZEROS = 32;

  static JpegContent of(ImageInputStream in) throws IOException {
    byte[] bytes = JpegMetadata.withoutProfile(in);
    JpegStructure structure = JpegStructure.of(bytes, 0);
    int end = bytes.length;
    while (!structure.ended() && end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end > bytes.length - ZEROS
        ? new JpegContent(bytes, structure)
        : of(Arrays.copyOf(bytes, end));
  }

  private static JpegContent of(byte[] bytes) {
    return new JpegContent(bytes, JpegStructure.of(bytes, 0));
  }

  ImageInputStream stream() {
    if (structure.ended()) {
      return new ByteArrayImageInputStream(bytes);
    }
    byte[] whole = Arrays.copyOf(bytes, bytes.length + 2);
    whole[bytes.length] = (byte) 0xFF;
    whole[bytes.length + 1] = (byte) 0xD9;
    return new ByteArrayImageInputStream(whole);
  }

  /**
   * Says what is missing, if anything is.
   *
   * @param cut whether the decoder met the end while it waited for data
   * @throws PictureException if something is and that is not wanted, or if there is nothing
   */
  void judge(String name, boolean cut, Damaged damaged, Consumer<String> notes) {
    if (!cut && structure.ended()) {
      return;
    }
    if (!cut && structure.announced()) {
      notes.accept(name + ": the file ends too early, but the picture is whole");
      return;
    }
    int rows = structure.rows();
    if (damaged == Damaged.REFUSE || rows == 0) {
      throw new PictureException(
          name
              + " is damaged or incomplete: its data ends too early"
              + (rows == 0 ? ", before the first row of pixels." : HINT));
    }
    if (rows < 0) {
      notes.accept(name + ": its data is damaged or ends too early; what is missing is gray");
    } else if (rows < structure.height()) {
      notes.accept(PartialRead.rows(name, rows, structure.height()));
    } else {
      notes.accept(
          name + ": its data ends too early; all rows are there, but more coarsely than they were");
    }
  }
}
