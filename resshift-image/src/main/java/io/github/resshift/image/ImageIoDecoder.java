package io.github.resshift.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/** Reads what Java's image readers and their TwelveMonkeys extensions read. */
final class ImageIoDecoder {
  private ImageIoDecoder() {}

  static Decoded decode(
      String name,
      ContentType type,
      ImageInputStream in,
      Limits limits,
      Damaged damaged,
      Consumer<String> notes)
      throws IOException {
    int orientation = Orientation.find(type, in);
    List<String> onProfile = new ArrayList<>();
    ICC_Profile profile = EmbeddedProfile.find(name, type, in, onProfile::add);
    onProfile.forEach(notes);
    boolean judged = profile != null || !onProfile.isEmpty();
    boolean take = damaged == Damaged.TAKE;
    TiffLayout layout = type == ContentType.TIFF ? TiffLayout.of(name, in) : null;
    JpegContent jpeg = type == ContentType.JPEG ? JpegContent.of(in) : null;
    ImageInputStream content =
        switch (type) {
          case JPEG -> jpeg.stream();
          case TIFF -> layout.content(take ? PaddedInput.of(name, in, layout.end(), notes) : in);
          case BMP -> take ? PaddedInput.of(name, in, BmpHeader.end(in), notes) : in;
          default -> in;
        };
    content.seek(0);
    ImageReader reader = reader(type);
    Set<String> warnings = new LinkedHashSet<>();
    try {
      reader.setInput(content, false, type != ContentType.GIF);
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      limits.check(name, reader.getWidth(0), reader.getHeight(0));
      Decoded decoded;
      if (jpeg != null && CmykJpeg.is(reader)) {
        decoded = new Decoded(CmykJpeg.read(reader, JpegMetadata.adobeTransform(in)), null);
      } else {
        boolean partly = take && type != ContentType.JPEG;
        BufferedImage image = partly ? PartialRead.take(name, reader, notes) : reader.read(0);
        decoded =
            layout == null
                ? BufferedImages.decoded(name, image)
                : layout.decoded(name, image, notes);
      }
      Picture picture = decoded.picture();
      if (type == ContentType.GIF) {
        picture = GifCanvas.place(name, reader, picture, limits);
      } else if (type == ContentType.BMP) {
        picture = withoutEmptyAlpha(picture);
      }
      if (judged) {
        warnings.removeIf(warning -> warning.contains("ICC profile")); // the reader's own judgement
      }
      boolean cut = warnings.removeIf(ImageIoDecoder::saysCut);
      if (jpeg != null) {
        jpeg.judge(name, cut, damaged, notes);
      } else if (cut && !take) {
        throw new PictureException(
            name + " is damaged or incomplete: its data ends too early" + JpegContent.HINT);
      } else if (cut) {
        notes.accept(name + ": its data is damaged or ends too early");
      }
      warnings.forEach(warning -> notes.accept(name + ": " + warning));
      reportOtherFrames(name, type, reader, notes);
      boolean own = layout != null && layout.isLab();
      ICC_Profile meaning = profile != null && !own ? profile : decoded.profile();
      return new Decoded(Orientation.upright(picture, orientation), meaning);
    } catch (PictureException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new PictureException(
          String.format(
              "%s cannot be decoded: it is damaged, incomplete or of an unsupported kind (%s).",
              name, reason(type, e)),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** A decoder that fills up what is missing says so in a warning. */
  private static boolean saysCut(String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    return lower.contains("truncated") || lower.contains("premature end");
  }

  private static void reportOtherFrames(
      String name, ContentType type, ImageReader reader, Consumer<String> notes) {
    if (type == ContentType.JPEG || type == ContentType.BMP) {
      return; // further pictures in them are thumbnails
    }
    int others;
    try {
      others = reader.getNumImages(true) - 1;
    } catch (IOException | RuntimeException e) {
      notes.accept(name + ": the file is damaged behind its first picture");
      return;
    }
    if (others > 0) {
      String what = type == ContentType.TIFF ? "page" : "frame";
      notes.accept(
          String.format(
              "%s: only the first %s is used, the other %d %s ignored",
              name, what, others, others == 1 ? "is" : "are"));
    }
  }

  /** BMP writers leave the fourth byte of 32-bit pixels zero when they mean opaque. */
  private static Picture withoutEmptyAlpha(Picture picture) {
    if (!picture.hasAlpha()) {
      return picture;
    }
    Samples alpha = picture.alphaSamples();
    for (int i = 0; i < alpha.count(); i++) {
      if (alpha.get(i) != 0) {
        return picture;
      }
    }
    return picture.withAlpha(null);
  }

  private static String reason(ContentType type, Exception e) {
    boolean spoken = e instanceof IOException && e.getMessage() != null;
    return spoken ? e.getMessage().lines().findFirst().orElse("") : type + " data is not valid";
  }

  static ImageReader reader(ContentType type) throws IOException {
    return switch (type) {
      case JPEG -> jpegProvider().createReaderInstance(null);
      case TIFF -> new TIFFImageReaderSpi().createReaderInstance(null);
      case BMP -> new BMPImageReaderSpi().createReaderInstance(null);
      case GIF -> ImageIO.getImageReadersByFormatName("gif").next();
      case PNG, WEBP, OTHER -> throw new IllegalArgumentException(type + " has its own decoder");
    };
  }

  /** This reader wraps Java's own, which it finds only when it is registered. */
  private static synchronized JPEGImageReaderSpi jpegProvider() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    JPEGImageReaderSpi provider = registry.getServiceProviderByClass(JPEGImageReaderSpi.class);
    if (provider == null) {
      provider = new JPEGImageReaderSpi();
      registry.registerServiceProvider(provider, ImageReaderSpi.class);
    }
    return provider;
  }
}
