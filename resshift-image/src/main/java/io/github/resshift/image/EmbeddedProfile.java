package io.github.resshift.image;

import io.github.resshift.image.meta.TagTree;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds the colour profile of JPEG, TIFF and BMP files byte by byte as it is. Java's readers take
 * profiles with similar headers for one another.
 */
final class EmbeddedProfile {
  private EmbeddedProfile() {}

  /**
   * The profile, or null if there is none or none that is whole, which a note says; changes the
   * position.
   */
  static ICC_Profile find(
      String name, ContentType type, ImageInputStream in, Consumer<String> notes) {
    ByteOrder before = in.getByteOrder();
    try {
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      byte[] icc =
          switch (type) {
            case JPEG -> JpegMetadata.profile(in);
            case TIFF -> TiffMetadata.tree(in).bytes(TagTree.ICC).orElse(null);
            case BMP -> BmpHeader.read(in).profile(in);
            default -> null;
          };
      return icc == null ? null : parse(name, icc, notes);
    } catch (IOException | RuntimeException damaged) {
      // Only the way to a profile is damaged, if there is one at all: that is the decoder's matter.
      return null;
    } finally {
      in.setByteOrder(before);
    }
  }

  /** The profile of these bytes, or null, which a note says. */
  static ICC_Profile parse(String name, byte[] icc, Consumer<String> notes) {
    try {
      return ICC_Profile.getInstance(icc);
    } catch (IllegalArgumentException e) {
      notes.accept(name + ": its colour profile is damaged and is not used");
      return null;
    }
  }
}
