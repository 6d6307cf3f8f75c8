package io.github.resshift.cli.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * The size of a picture as its header declares it.
 *
 * @param width pixels, before it is turned upright
 * @param height pixels, before it is turned upright
 */
public record HeaderSize(int width, int height) {
  /** How many pixels these are. */
  public long pixels() {
    return (long) width * height;
  }

  /** Reads the header only; empty if there is none that can be read. */
  static Optional<HeaderSize> of(Path file) {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return Optional.of(new HeaderSize(reader.getWidth(0), reader.getHeight(0)))
            .filter(size -> size.width() > 0 && size.height() > 0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // A plan is an estimate: that the picture is damaged is said when it is its turn.
      return Optional.empty();
    }
  }
}
