package io.github.resshift.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.meta.Metadata;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PngDecoderTest {
  private final List<String> notes = new ArrayList<>();

  @Property(tries = 150)
  void readsWhatJavaWritesInterlacedOrNot(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 35) int width,
      @ForAll @IntRange(min = 1, max = 35) int height,
      @ForAll boolean deep,
      @ForAll boolean gray,
      @ForAll boolean alpha,
      @ForAll boolean interlaced)
      throws IOException {
    Picture picture = Pictures.random(seed, width, height, deep ? 16 : 8, gray, alpha);
    BufferedImage image = BufferedImages.interleaved(picture, gray ? 1 : 3, alpha, picture.depth());
    assertThat(read(javaPng(image, interlaced))).isEqualTo(picture);
  }

  @Property(tries = 60)
  void readsPalettesOfAllWidths(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 35) int width,
      @ForAll @IntRange(min = 0, max = 3) int power,
      @ForAll boolean interlaced)
      throws IOException {
    int size = 1 << (1 << power);
    byte[][] table = new byte[3][size];
    var random = new java.util.Random(seed);
    for (byte[] channel : table) {
      random.nextBytes(channel);
    }
    var model = new java.awt.image.IndexColorModel(1 << power, size, table[0], table[1], table[2]);
    int type = power == 3 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    BufferedImage image = new BufferedImage(width, 9, type, model);
    for (int i = 0; i < width * 9; i++) {
      image.getRaster().setSample(i % width, i / width, 0, random.nextInt(size));
    }
    Picture picture = read(javaPng(image, interlaced));
    for (int i = 0; i < width * 9; i++) {
      int index = image.getRaster().getSample(i % width, i / width, 0);
      for (int c = 0; c < picture.colourCount(); c++) {
        assertThat(picture.colour(c).get(i)).isEqualTo(table[c][index] & 0xFF);
      }
    }
  }

  @Test
  void aLinearProfileIsConvertedAndSrgbIsNot() throws IOException {
    Picture ramp = Pictures.ramps(256, 3, 8, false);
    byte[] plain = ownPng(ramp);
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    Picture converted = read(withProfile(plain, linear));
    for (int v = 0; v < 256; v++) {
      double l = v / 255.0;
      double s = l <= 0.0031308 ? 12.92 * l : 1.055 * Math.pow(l, 1 / 2.4) - 0.055;
      // Two levels: the colour engine works with tables of 8 bits here.
      assertThat((double) converted.colour(0).get(v)).isBetween(s * 255 - 2, s * 255 + 2);
    }
    byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    assertThat(read(withProfile(plain, srgb))).isEqualTo(ramp);
    assertThat(notes).isEmpty();
  }

  @Test
  void aDamagedProfileIsLeftOutAloud() throws IOException {
    Picture ramp = Pictures.ramps(16, 3, 8, false);
    assertThat(read(withProfile(ownPng(ramp), new byte[200]))).isEqualTo(ramp);
    assertThat(notes).singleElement().asString().contains("colour profile");
  }

  @Test
  void aGrayProfileLeavesAGrayPicture() throws IOException {
    Picture ramp = Pictures.ramps(256, 3, 8, true);
    byte[] gray = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    Picture converted = read(withProfile(ownPng(ramp), gray));
    assertThat(converted.gray()).isTrue();
    assertThat(converted.colour(0).get(128)).isBetween(186, 190); // linear 0.502 is sRGB 188
  }

  @Test
  void aFileThatEndsBehindItsPictureIsReadWithANote() throws IOException {
    Picture picture = Pictures.random(1, 20, 10, 8, false, false);
    byte[] whole = ownPng(picture);
    assertThat(read(java.util.Arrays.copyOf(whole, whole.length - 12))).isEqualTo(picture);
    assertThat(notes).singleElement().asString().contains("ends too early");
  }

  @Test
  void headersThatLieAreRefusedByName() {
    assertThatThrownBy(() -> read(header(0, 5, 8, 2)))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("x.png")
        .hasMessageContaining("0x5");
    assertThatThrownBy(() -> read(header(-1, 5, 8, 2))).isInstanceOf(PictureException.class);
    assertThatThrownBy(() -> read(header(5, 5, 7, 2)))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("7 bits");
    assertThatThrownBy(() -> read(header(5, 5, 4, 6))).isInstanceOf(PictureException.class);
    assertThatThrownBy(() -> read(header(5, 5, 8, 3)))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("incomplete");
    assertThatThrownBy(
            () -> new PictureReader(new Limits(24)).read("x.png", header(5, 5, 8, 2), notes::add))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("24");
  }

  @Test
  void aFalseChunkLengthCostsNoMemory() {
    byte[] file = header(5, 5, 8, 2);
    ByteBuffer all = ByteBuffer.allocate(file.length + 8).put(file);
    all.putInt(0x7FFFFFFF).put("IDAT".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(all.array()))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("incomplete");
  }

  private Picture read(byte[] content) {
    return new PictureReader().read("x.png", content, notes::add);
  }

  private static byte[] ownPng(Picture picture) throws IOException {
    var out = new ByteArrayOutputStream();
    PngEncoder encoder = new PngEncoder(picture.shape(), Metadata.NONE, out);
    encoder.rows(picture);
    encoder.finish();
    return out.toByteArray();
  }

  private static byte[] javaPng(BufferedImage image, boolean interlaced) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    var out = new ByteArrayOutputStream();
    try (var sink = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(sink);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** Puts a profile in the place of the sRGB chunk, which follows the header. */
  private static byte[] withProfile(byte[] png, byte[] profile) throws IOException {
    var data = new ByteArrayOutputStream();
    data.write("some profile\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (var deflate = new DeflaterOutputStream(data)) {
      deflate.write(profile);
    }
    var out = new ByteArrayOutputStream();
    out.write(png, 0, 33);
    out.write(chunk("iCCP", data.toByteArray()));
    out.write(png, 33 + 13, png.length - 33 - 13);
    return out.toByteArray();
  }

  private static byte[] header(int width, int height, int bits, int colourType) {
    byte[] data =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colourType)
            .array();
    byte[] chunk = chunk("IHDR", data);
    return ByteBuffer.allocate(8 + chunk.length).putLong(0x89504E470D0A1A0AL).put(chunk).array();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] tag = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(tag);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(tag)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }
}
