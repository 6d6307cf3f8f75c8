package io.github.resshift.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads WebP files: this class takes the container apart (RFC 9649), libwebp decodes the image
 * data. Of an animation the first frame is taken.
 */
final class WebpDecoder {
  private static final int HEADER = 12;
  private static final int FRAME_HEADER = 16;
  private static final int HAS_ALPHA = 0x10;

  /** A greater file would need a copy that does not fit into an array. */
  private static final long MAX_FILE = 1 << 30;

  private final String name;
  private final Limits limits;
  private final List<WebpChunk> image = new ArrayList<>();
  private byte[] profile;
  private int flags;
  private int canvasWidth;
  private int canvasHeight;
  private int left;
  private int top;
  private int frameWidth;
  private int frameHeight;
  private int frames;

  private WebpDecoder(String name, Limits limits) {
    this.name = name;
    this.limits = limits;
  }

  static Decoded decode(String name, ImageInputStream in, Limits limits, Consumer<String> notes)
      throws IOException {
    if (in.length() > MAX_FILE) {
      throw new PictureException(name + " is greater than 1 GiB, which is too much for WebP.");
    }
    int orientation = Orientation.find(ContentType.WEBP, in);
    in.seek(0);
    byte[] file = MetadataReader.bytes(in, (int) in.length());
    WebpDecoder decoder = new WebpDecoder(name, limits);
    decoder.takeApart(file);
    Picture picture = decoder.picture();
    if (decoder.frames > 1) {
      notes.accept(
          String.format(
              "%s: only the first frame is used, the other %d %s ignored",
              name, decoder.frames - 1, decoder.frames == 2 ? "is" : "are"));
    }
    return new Decoded(Orientation.upright(picture, orientation), decoder.profile(notes));
  }

  private void takeApart(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long declared = file.length < HEADER ? HEADER : Integer.toUnsignedLong(in.getInt(4)) + 8;
    if (file.length < declared) {
      throw new PictureException(
          String.format("%s is incomplete: it has %d of %d bytes.", name, file.length, declared));
    }
    for (WebpChunk chunk : WebpChunk.split(name, file, HEADER, (int) declared)) {
      switch (chunk.type()) {
        case "VP8X" -> {
          ByteBuffer data = chunk.buffer(10, name);
          flags = data.get(0);
          canvasWidth = 1 + (data.getInt(4) & 0xFFFFFF);
          canvasHeight = 1 + (data.getInt(6) >>> 8);
          limits.check(name, canvasWidth, canvasHeight);
        }
        case "ICCP" -> profile = chunk.data();
        case "ANMF" -> frame(chunk);
        case "ALPH", "VP8 ", "VP8L" -> image.add(chunk);
        default -> {} // metadata are read elsewhere
      }
    }
    if (image.isEmpty()) {
      throw new PictureException(name + " is damaged: it has no image data.");
    }
  }

  /** Offsets are stored halved, sizes less one. */
  private void frame(WebpChunk chunk) {
    ByteBuffer data = chunk.buffer(FRAME_HEADER, name);
    if (frames++ > 0) {
      return;
    }
    left = 2 * (data.getInt(0) & 0xFFFFFF);
    top = 2 * (data.getInt(2) >>> 8);
    frameWidth = 1 + (data.getInt(6) & 0xFFFFFF);
    frameHeight = 1 + (data.getInt(8) >>> 8);
    image.addAll(WebpChunk.split(name, chunk.data(), FRAME_HEADER, chunk.data().length));
  }

  private Picture picture() throws IOException {
    List<WebpChunk> still = new ArrayList<>(image);
    int width = frames > 0 ? frameWidth : canvasWidth;
    int height = frames > 0 ? frameHeight : canvasHeight;
    if (width > 0) {
      still.add(0, WebpChunk.extended(flags & HAS_ALPHA, width, height));
    }
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (var in = new ByteArrayImageInputStream(WebpChunk.file(still))) {
      reader.setInput(in);
      limits.check(name, reader.getWidth(0), reader.getHeight(0));
      BufferedImage decoded = reader.read(0);
      Picture picture = BufferedImages.decoded(name, decoded).picture();
      if (frames == 0) {
        return picture;
      }
      limits.check(name, Math.max(canvasWidth, 1), Math.max(canvasHeight, 1));
      return GifCanvas.place(
          picture,
          left,
          top,
          Math.max(canvasWidth, left + picture.width()),
          Math.max(canvasHeight, top + picture.height()),
          name,
          limits);
    } catch (LinkageError e) {
      throw new PictureException(
          name + " is a WebP file, and the WebP library does not run on this machine.", e);
    } catch (PictureException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new PictureException(
          name + " cannot be decoded: its WebP data is damaged or incomplete.", e);
    } finally {
      reader.dispose();
    }
  }

  private ICC_Profile profile(Consumer<String> notes) {
    return profile == null ? null : EmbeddedProfile.parse(name, profile, notes);
  }
}
