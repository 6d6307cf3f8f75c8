package io.github.resshift.image;

import io.github.resshift.image.meta.TagTree;
import java.awt.color.ICC_Profile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds the colour profile of JPEG and TIFF files byte by byte as it is. Java's readers take
 * profiles with similar headers for one another.
 */
final class EmbeddedProfile {
  private EmbeddedProfile() {}

  /** The profile if there is one that is whole; changes the position. */
  static Optional<ICC_Profile> find(ContentType type, ImageInputStream in) throws IOException {
    ByteOrder before = in.getByteOrder();
    try {
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      byte[] icc =
          switch (type) {
            case JPEG -> JpegMetadata.profile(in);
            case TIFF ->
                TiffMetadata.tree(in).flatMap(tree -> tree.bytes(TagTree.ICC)).orElse(null);
            default -> null;
          };
      return icc == null ? Optional.empty() : Optional.of(ICC_Profile.getInstance(icc));
    } catch (EOFException | IllegalArgumentException damaged) {
      return Optional.empty();
    } finally {
      in.setByteOrder(before);
    }
  }
}
