import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Takes the middle of pairs of pictures, so that long chains can be measured in hours:
 *
 * <pre>
 * java bench/StudyPairs.java OUT_DIR SIDE LQ_DIR GT_DIR [LQ_DIR GT_DIR ...]
 * </pre>
 *
 * Writes OUT_DIR/lq, at most SIDE pixels wide and high, and OUT_DIR/gt, four times as large.
 */
public final class StudyPairs {
  private static final int SCALE = 4;

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 4 || arguments.length % 2 != 0) {
      System.err.println("usage: java bench/StudyPairs.java OUT_DIR SIDE LQ_DIR GT_DIR ...");
      System.exit(2);
    }
    Path out = Path.of(arguments[0]);
    int side = Integer.parseInt(arguments[1]);
    Files.createDirectories(out.resolve("lq"));
    Files.createDirectories(out.resolve("gt"));
    for (int i = 2; i < arguments.length; i += 2) {
      Path small = Path.of(arguments[i]);
      // The folder above, for names that several sets share.
      String set = small.toAbsolutePath().getParent().getFileName().toString();
      for (Path file : files(small)) {
        BufferedImage lq = read(file);
        BufferedImage gt = read(Path.of(arguments[i + 1]).resolve(file.getFileName()));
        if (gt.getWidth() != SCALE * lq.getWidth() || gt.getHeight() != SCALE * lq.getHeight()) {
          throw new IOException(file + " is not a quarter of its partner in each direction.");
        }
        int width = Math.min(side, lq.getWidth());
        int height = Math.min(side, lq.getHeight());
        int left = (lq.getWidth() - width) / 2;
        int top = (lq.getHeight() - height) / 2;
        String name = set + "-" + file.getFileName().toString().replaceFirst("\\.\\w+$", ".png");
        write(lq, left, top, width, height, out.resolve("lq").resolve(name));
        write(
            gt,
            SCALE * left,
            SCALE * top,
            SCALE * width,
            SCALE * height,
            out.resolve("gt").resolve(name));
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static BufferedImage read(Path file) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    if (picture == null) {
      throw new IOException(file + " is no picture that Java reads.");
    }
    return picture;
  }

  private static void write(
      BufferedImage picture, int left, int top, int width, int height, Path to)
      throws IOException {
    BufferedImage part = picture.getSubimage(left, top, width, height);
    File file = to.toFile();
    if (!ImageIO.write(part, "png", file)) {
      throw new IOException(file + " cannot be written as PNG.");
    }
  }
}
