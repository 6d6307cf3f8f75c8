package io.github.resshift.image;

import io.github.resshift.image.meta.TagTree;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** The tags of a TIFF file's first page. */
final class TiffMetadata {
  private static final int RECORD_MARK = 0x1C;
  private static final int RECORD_HEAD = 5;
  private static final int LAYERS = 37724;

  private TiffMetadata() {}

  static void read(ImageInputStream in, MetadataBlocks blocks) throws IOException {
    TagTree tree = tree(in);
    tree.bytes(TagTree.XMP).ifPresent(blocks::xmp);
    // Some programs cut the first of them off; the second is whole in their files.
    tree.bytes(TagTree.IPTC).filter(TiffMetadata::whole).ifPresent(blocks::iptc);
    tree.bytes(TagTree.PHOTOSHOP).map(JpegMetadata::iptc).ifPresent(blocks::iptc);
    if (tree.bytes(LAYERS).isPresent()) {
      blocks.note("its Photoshop layers are not in the result, only the picture that they make");
    }
    tree.description().ifPresent(blocks::exif);
  }

  /**
   * Whether records end where they say: a mark, record and number, length, text; then zeros.
   * Lengths that do not fit into two bytes are left to readers.
   */
  private static boolean whole(byte[] records) {
    int at = 0;
    while (at + RECORD_HEAD <= records.length && records[at] == RECORD_MARK) {
      int length = (records[at + 3] & 0xFF) << 8 | records[at + 4] & 0xFF;
      if (length > 0x7FFF) {
        return true;
      }
      at += RECORD_HEAD + length;
    }
    while (at < records.length && records[at] == 0) {
      at++;
    }
    return at == records.length;
  }

  /** All tags of the first page. */
  static TagTree tree(ImageInputStream in) throws IOException {
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
    return TagTree.parse(source, MetadataReader.MAX_BLOCK);
  }
}
