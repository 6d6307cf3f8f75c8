package io.github.resshift.image;

import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Places the first frame of a GIF on its screen; what the frame leaves free is transparent. */
final class GifCanvas {
  /** Java 17 loses rows of interlaced frames that have no row in the second pass. */
  private static final int MIN_INTERLACED = 5;

  private GifCanvas() {}

  static Picture place(String name, ImageReader reader, Picture frame, Limits limits)
      throws IOException {
    Element screen = find(reader.getStreamMetadata(), "LogicalScreenDescriptor");
    Element image = find(reader.getImageMetadata(0), "ImageDescriptor");
    if (frame.height() < MIN_INTERLACED && "TRUE".equals(image.getAttribute("interlaceFlag"))) {
      throw new PictureException(
          String.format(
              "%s is an interlaced GIF of %d rows, of which Java's decoder loses some; convert it to"
                  + " PNG.",
              name, frame.height()));
    }
    int left = number(image, "imageLeftPosition");
    int top = number(image, "imageTopPosition");
    int width = Math.max(number(screen, "logicalScreenWidth"), left + frame.width());
    int height = Math.max(number(screen, "logicalScreenHeight"), top + frame.height());
    return place(frame, left, top, width, height, name, limits);
  }

  /** A frame at its place on a canvas; what it leaves free is transparent. */
  static Picture place(
      Picture frame, int left, int top, int width, int height, String name, Limits limits) {
    if (width == frame.width() && height == frame.height()) {
      return frame;
    }
    limits.check(name, width, height);
    Samples[] colours = new Samples[frame.colourCount()];
    for (int c = 0; c < colours.length; c++) {
      colours[c] = Samples.allocate(width * height, 8);
      copy(frame.colour(c), frame, colours[c], top * width + left, width);
    }
    Samples alpha = Samples.allocate(width * height, 8);
    Samples opaque = Samples.allocate(frame.width() * frame.height(), 8);
    opaque.fill(frame.white());
    copy(frame.hasAlpha() ? frame.alphaSamples() : opaque, frame, alpha, top * width + left, width);
    return new Picture(width, height, 8, colours, alpha);
  }

  private static void copy(Samples from, Picture frame, Samples to, int start, int stride) {
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++) {
        to.set(start + y * stride + x, from.get(y * frame.width() + x));
      }
    }
  }

  private static Element find(IIOMetadata metadata, String tag) throws IOException {
    Node root = metadata.getAsTree(metadata.getNativeMetadataFormatName());
    NodeList found = ((Element) root).getElementsByTagName(tag);
    if (found.getLength() == 0) {
      throw new IOException("it has no " + tag);
    }
    return (Element) found.item(0);
  }

  private static int number(Element element, String attribute) {
    return Integer.parseInt(element.getAttribute(attribute));
  }
}
