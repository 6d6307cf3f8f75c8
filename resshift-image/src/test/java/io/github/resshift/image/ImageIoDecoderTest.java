package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ImageIoDecoderTest {
  private final List<String> notes = new ArrayList<>();
  @TempDir Path folder;

  @Test
  void aGifFrameLiesOnItsScreen() throws IOException {
    Picture picture = read("x.gif", gif(redFrame(3, 6), 4, 3, 10, 12));
    assertThat(picture.toString()).isEqualTo("10x12 RGB+alpha 8 bit");
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 10; x++) {
        boolean inside = x >= 4 && x < 7 && y >= 3 && y < 9;
        assertThat(picture.alphaSamples().get(y * 10 + x)).isEqualTo(inside ? 255 : 0);
        assertThat(picture.colour(0).get(y * 10 + x)).isEqualTo(inside ? 255 : 0);
      }
    }
  }

  /** Java's writer interlaces, and its reader loses rows of such small frames. */
  @Test
  void aGifThatTheDecoderWouldSpoilIsRefused() throws IOException {
    byte[] file = gif(redFrame(3, 3), 0, 0, 3, 3);
    assertThatThrownBy(() -> read("x.gif", file))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("x.gif is an interlaced GIF of 3 rows");
  }

  private static BufferedImage redFrame(int width, int height) {
    BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED);
    for (int i = 0; i < width * height; i++) {
      frame.setRGB(i % width, i / width, 0xFFFF0000);
    }
    return frame;
  }

  private static byte[] gif(BufferedImage frame, int left, int top, int width, int height)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    var stream = writer.getDefaultStreamMetadata(null);
    Element streamTree = (Element) stream.getAsTree(stream.getNativeMetadataFormatName());
    Element screen = (Element) streamTree.getElementsByTagName("LogicalScreenDescriptor").item(0);
    screen.setAttribute("logicalScreenWidth", "" + width);
    screen.setAttribute("logicalScreenHeight", "" + height);
    stream.setFromTree(stream.getNativeMetadataFormatName(), streamTree);
    var image = writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null);
    Element imageTree = (Element) image.getAsTree(image.getNativeMetadataFormatName());
    Element place = (Element) imageTree.getElementsByTagName("ImageDescriptor").item(0);
    place.setAttribute("imageLeftPosition", "" + left);
    place.setAttribute("imageTopPosition", "" + top);
    image.setFromTree(image.getNativeMetadataFormatName(), imageTree);
    var out = new ByteArrayOutputStream();
    try (var sink = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(sink);
      writer.write(stream, new IIOImage(frame, null, image), null);
    }
    return out.toByteArray();
  }

  @Test
  void bmpPixelsWhoseFourthByteIsZeroAreOpaque() {
    for (int fourth : new int[] {0, 7}) {
      Picture picture = read("x.bmp", bmp32(fourth));
      assertThat(picture.width()).isEqualTo(2);
      assertThat(picture.colour(0).get(0)).isEqualTo(30);
      assertThat(picture.colour(2).get(1)).isEqualTo(10);
      if (picture.hasAlpha()) {
        assertThat(picture.alphaSamples().get(0)).isEqualTo(fourth).isNotZero();
      }
    }
  }

  /** Two pixels of blue 10, green 20, red 30 and a fourth byte. */
  private static byte[] bmp32(int fourth) {
    ByteBuffer file = ByteBuffer.allocate(14 + 40 + 8).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(54);
    file.putInt(40).putInt(2).putInt(1).putShort((short) 1).putShort((short) 32);
    file.putInt(0).putInt(8).putInt(0).putInt(0).putInt(0).putInt(0);
    for (int i = 0; i < 2; i++) {
      file.put((byte) 10).put((byte) 20).put((byte) 30).put((byte) fourth);
    }
    return file.array();
  }

  @Test
  void samplesThatAreNoIntegersAreRefusedInWords() throws IOException {
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    var raster = Raster.createWritableRaster(model.createCompatibleSampleModel(4, 4), null);
    Path file = folder.resolve("float.tif");
    var writers = ImageIO.getImageWritersByFormatName("tiff");
    var writer = writers.next();
    while (!writer.getClass().getName().startsWith("com.sun.")) {
      writer = writers.next(); // the other one knows no fractions
    }
    try (var sink = new FileImageOutputStream(file.toFile())) {
      writer.setOutput(sink);
      writer.write(new BufferedImage(model, raster, false, null));
    }
    assertThatThrownBy(() -> new PictureReader().read(file))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("float.tif")
        .hasMessageContaining("16 bits");
  }

  private static byte[] tiff(BufferedImage image) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "tiff", out)).isTrue();
    return out.toByteArray();
  }

  @Test
  void aJavaImageInAnotherColourSpaceIsConverted() {
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 256, 1, 3, null);
    for (int v = 0; v < 256; v++) {
      raster.setPixel(v, 0, new int[] {v, v, v});
    }
    Picture picture = Picture.of(new BufferedImage(model, raster, false, null));
    for (int v = 0; v < 256; v++) {
      // Two levels: the colour engine works with tables of 8 bits here.
      assertThat((double) picture.colour(1).get(v)).isBetween(srgb(v) - 2, srgb(v) + 2);
    }
  }

  @Test
  void aProfileInAJpegIsConverted() throws IOException {
    Path file = folder.resolve("ramp.jpg");
    PictureWriter.write(Pictures.ramps(256, 16, 8, false), file, PictureFormat.JPEG, 100);
    byte[] plain = Files.readAllBytes(file);
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] tag = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer jpeg = ByteBuffer.allocate(plain.length + 4 + tag.length + profile.length);
    jpeg.put(plain, 0, 2).putShort((short) 0xFFE2);
    jpeg.putShort((short) (2 + tag.length + profile.length)).put(tag).put(profile);
    jpeg.put(plain, 2, plain.length - 2);
    Picture picture = read("x.jpg", jpeg.array());
    for (int v = 16; v < 256; v++) { // darker ones are too steep for what JPEG keeps
      assertThat((double) picture.colour(0).get(5 * 256 + v)).isBetween(srgb(v) - 6, srgb(v) + 6);
    }
    assertThat(notes).isEmpty();
  }

  private static double srgb(int linearLevel) {
    double l = linearLevel / 255.0;
    return 255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * Math.pow(l, 1 / 2.4) - 0.055);
  }

  @Test
  void oneReaderServesManyThreads() throws Exception {
    Picture picture = Pictures.ramps(120, 90, 8, false);
    var jpeg = new ByteArrayOutputStream();
    ImageIO.write(picture.toBufferedImage(), "jpg", jpeg);
    byte[] tiff = tiff(picture.toBufferedImage());
    PictureReader reader = new PictureReader();
    Picture first = reader.read("x.jpg", jpeg.toByteArray(), notes::add);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        work.add(() -> reader.read("x.jpg", jpeg.toByteArray(), n -> {}).equals(first));
        work.add(() -> reader.read("x.tif", tiff, n -> {}).equals(picture));
      }
      for (var result : pool.invokeAll(work)) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private Picture read(String name, byte[] content) {
    return new PictureReader().read(name, content, notes::add);
  }
}
