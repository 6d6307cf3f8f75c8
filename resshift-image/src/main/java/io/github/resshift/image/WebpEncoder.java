package io.github.resshift.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import io.github.resshift.image.meta.Metadata;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes WebP files: libwebp makes the image data, this class the container around it (RFC 9649)
 * with profile and metadata.
 */
final class WebpEncoder {
  /** From this quality on nothing is lost. */
  private static final int LOSSLESS = 100;

  private static final int HAS_ICC = 0x20;
  private static final int HAS_ALPHA = 0x10;
  private static final int HAS_EXIF = 0x08;
  private static final int HAS_XMP = 0x04;
  private static final int RIFF_HEADER = 12;

  private WebpEncoder() {}

  static void write(Picture picture, Metadata metadata, int quality, OutputStream out)
      throws IOException {
    requireSize(picture.shape());
    byte[] exif = metadata.exifWithDensity().orElse(null);
    byte[] xmp = metadata.xmp().orElse(null);
    byte[] icc = metadata.icc().orElse(null);
    List<WebpChunk> chunks = new ArrayList<>();
    int flags =
        (icc == null ? 0 : HAS_ICC)
            | (picture.hasAlpha() ? HAS_ALPHA : 0)
            | (exif == null ? 0 : HAS_EXIF)
            | (xmp == null ? 0 : HAS_XMP);
    chunks.add(WebpChunk.extended(flags, picture.width(), picture.height()));
    if (icc != null) {
      chunks.add(new WebpChunk("ICCP", icc));
    }
    chunks.addAll(imageData(picture, quality));
    if (exif != null) {
      chunks.add(new WebpChunk("EXIF", exif));
    }
    if (xmp != null) {
      chunks.add(new WebpChunk("XMP ", xmp));
    }
    out.write(WebpChunk.file(chunks));
  }

  /** Refuses a picture that WebP cannot hold. */
  static void requireSize(PictureShape shape) throws IOException {
    Optional<String> refusal = PictureFormat.WEBP.refusal(shape.width(), shape.height());
    if (refusal.isPresent()) {
      throw new IOException(refusal.get());
    }
  }

  /** What libwebp writes, without its own container. */
  private static List<WebpChunk> imageData(Picture picture, int quality) throws IOException {
    ImageWriter writer = new WebPImageWriterSpi().createWriterInstance(null);
    WebPWriteParam param = (WebPWriteParam) writer.getDefaultWriteParam();
    if (quality == LOSSLESS) {
      param.setCompressionType(CompressionType.Lossless);
      param.setExact(true); // colours that alpha hides stay, too
    } else {
      param.setCompressionType(CompressionType.Lossy);
      param.setCompressionQuality(quality / 100f);
      param.setUseSharpYUV(true);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var sink = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(sink);
      writer.write(null, new IIOImage(eightBits(picture), null, null), param);
    } catch (LinkageError e) {
      throw new IOException("the WebP library does not run on this machine; choose png", e);
    } finally {
      writer.dispose();
    }
    byte[] file = bytes.toByteArray();
    List<WebpChunk> chunks = WebpChunk.split("the result", file, RIFF_HEADER, file.length);
    chunks.removeIf(chunk -> chunk.type().equals("VP8X"));
    return chunks;
  }

  private static BufferedImage eightBits(Picture picture) {
    if (picture.depth() == 8) {
      return picture.toBufferedImage();
    }
    return BufferedImages.rounded(picture).toBufferedImage();
  }
}
