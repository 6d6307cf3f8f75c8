package io.github.resshift.image;

import io.github.resshift.image.meta.TagTree;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/** The tags of a TIFF file's first page. */
final class TiffMetadata {
  private TiffMetadata() {}

  static void read(ImageInputStream in, MetadataBlocks blocks) throws IOException {
    TagTree tree = tree(in).orElse(null);
    if (tree != null) {
      tree.bytes(TagTree.XMP).ifPresent(blocks::xmp);
      tree.bytes(TagTree.IPTC).ifPresent(blocks::iptc);
      tree.description().ifPresent(blocks::exif);
    }
  }

  /** All tags of the first page; empty for BigTIFF. */
  static Optional<TagTree> tree(ImageInputStream in) throws IOException {
    TagTree.Source source =
        new TagTree.Source() {
          @Override
          public long length() throws IOException {
            return in.length();
          }

          @Override
          public byte[] read(long at, int count) throws IOException {
            in.seek(at);
            return MetadataReader.bytes(in, count);
          }
        };
    in.seek(2);
    byte[] version = MetadataReader.bytes(in, 2);
    if (version[0] == 43 || version[1] == 43) {
      return Optional.empty(); // BigTIFF
    }
    return Optional.of(TagTree.parse(source, MetadataReader.MAX_BLOCK));
  }
}
