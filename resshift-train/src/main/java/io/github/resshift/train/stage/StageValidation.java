package io.github.resshift.train.stage;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.PictureReader;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.Measured;
import io.github.resshift.train.board.PictureGrid;
import io.github.resshift.train.data.PhotoList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Measures how well an autoencoder gives pictures back: the PSNR of the colours (three planes,
 * rounded to 8 bits). Sides are cut down to multiples of the autoencoder's factor.
 */
final class StageValidation {
  /** Pictures on the sheet. */
  private static final int ROWS = 4;

  /** Side of a picture on the sheet, at most. */
  private static final long MAX_SIDE = 256;

  private final PhotoList pictures;

  /** The pictures of a folder; those of its folder {@code gt} or {@code hq} if there is one. */
  StageValidation(Path folder) throws IOException {
    Path clean = PhotoList.clean(folder);
    this.pictures = PhotoList.read(Files.isDirectory(clean) ? clean : folder);
    if (pictures.entries().isEmpty()) {
      throw new ResShiftException("There are no pictures in " + folder + ".");
    }
  }

  /**
   * Measures an autoencoder; the sheet has the middle of the first pictures: clean, and what came
   * back.
   */
  Measured of(Autoencoder autoencoder) {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      double sum = 0;
      List<List<Tensor>> shown = new ArrayList<>();
      for (PhotoList.Entry entry : pictures.entries()) {
        Pair pair = pair(autoencoder, entry.path(), shown.size() < ROWS);
        sum += pair.psnr();
        if (shown.size() < ROWS) {
          shown.add(List.of(pair.clean(), pair.back()));
        }
      }
      return new Measured(
          Map.of("PSNR", sum / pictures.entries().size()), Map.of(), PictureGrid.of(cut(shown)));
    }
  }

  private record Pair(double psnr, Tensor clean, Tensor back) {}

  /** Pictures that are not shown are freed at once. */
  private static Pair pair(Autoencoder autoencoder, Path file, boolean shown) {
    try (var scope = Scope.open()) {
      Tensor whole = Pixels.rgb(new PictureReader().read(file));
      Tensor clean =
          whole
              .narrow(2, 0, whole.size(2) / autoencoder.factor() * autoencoder.factor())
              .narrow(3, 0, whole.size(3) / autoencoder.factor() * autoencoder.factor())
              .contiguous();
      Tensor decoded =
          autoencoder
              .decode(autoencoder.encode(clean.mul(new Scalar(2)).sub(new Scalar(1))))
              .add(new Scalar(1))
              .mul(new Scalar(0.5));
      Tensor back = Pixels.rgb(Pixels.picture(decoded, null, 8, false));
      double psnr = Psnr.of(back, clean, Channels.RGB, 0);
      return shown ? new Pair(psnr, Scope.own(clean), Scope.own(back)) : new Pair(psnr, null, null);
    }
  }

  /** The middle of each, of one size. */
  private static List<List<Tensor>> cut(List<List<Tensor>> rows) {
    long side = MAX_SIDE;
    for (List<Tensor> row : rows) {
      side = Math.min(side, Math.min(row.get(0).size(2), row.get(0).size(3)));
    }
    long all = side;
    return rows.stream()
        .map(row -> row.stream().map(Scope::adopt).map(t -> middle(t, all)).toList())
        .toList();
  }

  private static Tensor middle(Tensor picture, long side) {
    return picture
        .narrow(2, (picture.size(2) - side) / 2, side)
        .narrow(3, (picture.size(3) - side) / 2, side)
        .contiguous();
  }
}
