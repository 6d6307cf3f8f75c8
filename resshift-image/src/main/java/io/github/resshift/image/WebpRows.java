package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import java.io.IOException;
import java.io.OutputStream;

/** Collects the rows of a WebP file, whose encoder wants them all at once. Not thread-safe. */
final class WebpRows implements RowEncoder {
  private final PictureCollector rows;
  private final Metadata metadata;
  private final int quality;
  private final OutputStream out;

  WebpRows(PictureShape shape, Metadata metadata, int quality, OutputStream out)
      throws IOException {
    WebpEncoder.requireSize(shape);
    this.rows = new PictureCollector(shape);
    this.metadata = metadata;
    this.quality = quality;
    this.out = out;
  }

  @Override
  public void rows(Picture band) {
    rows.rows(band);
  }

  @Override
  public void finish() throws IOException {
    WebpEncoder.write(rows.picture(), metadata, quality, out);
  }
}
