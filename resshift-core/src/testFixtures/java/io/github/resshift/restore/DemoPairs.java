package io.github.resshift.restore;

import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/** Pairs of a small picture and what it should become, for tests that look at quality. */
public final class DemoPairs {
  private static final Path DEMO =
      Path.of(System.getProperty("resshift.root", "..")).resolve("models/demo");
  private static final int SIDE = 64;
  private static final int SCALE = 4;

  /** Two pictures of which the second is four times as wide and high. */
  record Pair(String name, Picture lq, Picture gt) {}

  private DemoPairs() {}

  /** The middle 64x64 pixels of each demo picture. */
  static List<Pair> small() {
    return read(DEMO, DEMO.resolve("hr")).stream()
        .map(pair -> new Pair(pair.name(), middle(pair.lq(), 1), middle(pair.gt(), SCALE)))
        .toList();
  }

  /** The pairs of {@code -Dresshift.eval=LQ_FOLDER,GT_FOLDER}, else {@link #small}. */
  static List<Pair> evaluation() {
    return evaluating() ? read(folder(0), folder(1)) : small();
  }

  /** Whether two folders are given. */
  static boolean evaluating() {
    return property().contains(",");
  }

  private static Path folder(int i) {
    return Path.of(property().split(",")[i]);
  }

  private static String property() {
    return System.getProperty("resshift.eval", "");
  }

  /** All pairs of equal names in two folders, by name. */
  static List<Pair> read(Path lq, Path gt) {
    try (Stream<Path> files = Files.list(lq)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.(png|jpg)"))
          .sorted()
          .map(file -> pair(file, gt.resolve(file.getFileName())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pair pair(Path lq, Path gt) {
    PictureReader reader = new PictureReader();
    return new Pair(lq.getFileName().toString(), reader.read(lq), reader.read(gt));
  }

  private static Picture middle(Picture picture, int scale) {
    int side = SIDE * scale;
    // Whole low-quality pixels, so that both pictures of a pair show the same.
    int top = (picture.height() / scale - SIDE) / 2 * scale;
    int left = (picture.width() / scale - SIDE) / 2 * scale;
    try (var scope = Scope.open()) {
      Tensor part = Pixels.rgb(picture).narrow(2, top, side).narrow(3, left, side);
      return Pixels.picture(part, null, picture.depth(), false);
    }
  }
}
