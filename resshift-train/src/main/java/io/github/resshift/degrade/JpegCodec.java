package io.github.resshift.degrade;

import io.github.resshift.tensor.Tensors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.pytorch.Tensor;

/** A lossy encoder and its decoder in one; implementations are thread-safe. */
@FunctionalInterface
interface JpegCodec {
  /** JPEG files with 4:2:0 chroma, by the platform's ImageIO. */
  JpegCodec IMAGE_IO = JpegCodec::throughFile;

  /**
   * The picture after encoding and decoding.
   *
   * @param image float32 CPU [1, 3, H, W]; rounded half to even to 8 bits
   * @param quality 1 to 100
   * @return multiples of 1/255 in [0, 1]
   */
  Tensor apply(Tensor image, int quality);

  private static Tensor throughFile(Tensor image, int quality) {
    int height = (int) image.size(2);
    int width = (int) image.size(3);
    int plane = height * width;
    float[] values = Tensors.floats(image);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[plane];
    for (int i = 0; i < plane; i++) {
      pixels[i] =
          level(values[i]) << 16 | level(values[plane + i]) << 8 | level(values[2 * plane + i]);
    }
    picture.setRGB(0, 0, width, height, pixels, 0, width);
    try {
      BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(encode(picture, quality)));
      decoded.getRGB(0, 0, width, height, pixels, 0, width);
    } catch (IOException e) {
      throw new UncheckedIOException("a JPEG in memory failed", e);
    }
    for (int i = 0; i < plane; i++) {
      values[i] = (pixels[i] >> 16 & 0xFF) / 255f;
      values[plane + i] = (pixels[i] >> 8 & 0xFF) / 255f;
      values[2 * plane + i] = (pixels[i] & 0xFF) / 255f;
    }
    return Tensors.of(values, 1, 3, height, width);
  }

  private static int level(float value) {
    return (int) Math.max(0, Math.min(255, Math.rint(value * 255.0)));
  }

  private static byte[] encode(BufferedImage picture, int quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality / 100f);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(picture, null, null), param);
      }
      return bytes.toByteArray();
    } finally {
      writer.dispose();
    }
  }
}
