package io.github.resshift.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Writes JPEG files with the writer that is part of Java. */
final class ImageIoEncoder {
  /** From here on the colours keep their full resolution (4:4:4 instead of 4:2:0). */
  private static final int FULL_COLOUR_QUALITY = 90;

  private static final String JPEG_METADATA = "javax_imageio_jpeg_image_1.0";

  private ImageIoEncoder() {}

  /** A JFIF file as bytes. */
  static byte[] jpeg(BufferedImage image, int quality) throws IOException {
    ImageWriter writer = writer("jpeg");
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(quality / 100f);
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), param);
    if (quality >= FULL_COLOUR_QUALITY && image.getRaster().getNumBands() == 3) {
      keepFullColour(metadata);
    }
    return encode(writer, new IIOImage(image, null, metadata), param);
  }

  private static void keepFullColour(IIOMetadata metadata) throws IIOInvalidTreeException {
    Node tree = metadata.getAsTree(JPEG_METADATA);
    Element luma = (Element) ((Element) tree).getElementsByTagName("componentSpec").item(0);
    luma.setAttribute("HsamplingFactor", "1");
    luma.setAttribute("VsamplingFactor", "1");
    metadata.setFromTree(JPEG_METADATA, tree);
  }

  /** Java's own writer, whatever other plugins are installed: output must not depend on them. */
  private static ImageWriter writer(String format) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getName().startsWith("com.sun.imageio.")) {
        return writer;
      }
      writer.dispose();
    }
    throw new IOException("this Java has no writer for " + format);
  }

  private static byte[] encode(ImageWriter writer, IIOImage image, ImageWriteParam param)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var sink = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(sink);
      writer.write(null, image, param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
